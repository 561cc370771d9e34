package hearth.coordinator;

/// What a device that asks for work may have, by numbers alone; who counts them does not matter.
public final class Eligibility {
    /// Seconds after which it asks again where nothing is about to change.
    public static final int LATER = 15;

    private static final int MILLIS = 1000;

    /// Enough for somebody who is interrupted each minute.
    private static final int PARTS_OF_A_PLACE = 8;

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

    /// Whether an owner sent so many small parts of a round that his devices wait for a while: each
    /// is judged by itself while its round waits, and none takes a place in it.
    ///
    /// @param parts of the owner that wait in the round and came within the time of a lease
    public static boolean hasTooManyParts(long parts, int target, Policy policy) {
        return parts >= (long) PARTS_OF_A_PLACE * policy.placesOfOneOwner(target);
    }

    /// Seconds after which a device that got nothing asks again: rounds are looked at once a sweep.
    ///
    /// @param waits whether a round is full, or is about to be followed by another
    public static int retryAfter(boolean waits, Policy policy) {
        return waits ? Math.toIntExact(2 * policy.sweep().toMillis() / MILLIS) : LATER;
    }
}
