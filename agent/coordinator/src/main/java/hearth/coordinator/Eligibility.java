package hearth.coordinator;

/// What a device that asks for work may have, by numbers alone; who counts them does not matter.
public final class Eligibility {
    /// Seconds after which it asks again where nothing is about to change.
    public static final int LATER = 15;

    private static final int MILLIS = 1000;

    private Eligibility() {}

    /// How many leases a device may have open.
    ///
    /// @param good results of it, as far as they matter: `policy.provenAfter()` are enough
    public static int leases(long good, Policy policy) {
        return good >= policy.provenAfter() ? policy.provenLeases() : Policy.NEW_LEASES;
    }

    /// What a device has promised by hash does not keep it from the next work, but only one such
    /// promise beyond its limit may be open.
    ///
    /// @param open leases that are not promised yet
    /// @param live all that have not ended
    public static boolean isAtLimit(long open, long live, int limit) {
        return open >= limit || live > limit;
    }

    /// Whether as many work in a round or wait in it as it takes, or as many of this owner as one
    /// may have.
    ///
    /// @param taken places of the round
    /// @param own those of them that the owner has
    public static boolean hasNoPlace(long taken, long own, int target, Policy policy) {
        return taken >= target || own >= policy.placesOfOneOwner(target);
    }

    /// Seconds after which a device that got nothing asks again: rounds are looked at once a sweep.
    ///
    /// @param waits whether a round is full, or is about to be followed by another
    public static int retryAfter(boolean waits, Policy policy) {
        return waits ? Math.toIntExact(2 * policy.sweep().toMillis() / MILLIS) : LATER;
    }
}
