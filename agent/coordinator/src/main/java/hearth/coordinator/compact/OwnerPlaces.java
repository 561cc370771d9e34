package hearth.coordinator.compact;

import java.util.Arrays;

/// How many places of a round each owner has.
final class OwnerPlaces {
    private static final int FIRST_ROOM = 16;

    /// 2^32 divided by the golden ratio, after Knuth.
    private static final int SPREAD = 0x9E3779B1;

    private int[] owners = new int[FIRST_ROOM];
    private int[] places = new int[FIRST_ROOM];
    private int used;

    OwnerPlaces() {
        Arrays.fill(owners, Slots.NONE);
    }

    int of(int owner) {
        int at = find(owner);
        return owners[at] == owner ? places[at] : 0;
    }

    void add(int owner, int more) {
        int at = find(owner);
        if (owners[at] != owner) {
            if (2 * (used + 1) > owners.length) {
                rebuild();
                at = find(owner);
            }
            owners[at] = owner;
            places[at] = 0;
            used++;
        }
        places[at] += more;
    }

    void clear() {
        Arrays.fill(owners, Slots.NONE);
        used = 0;
    }

    /// The place of an owner, or a free one.
    private int find(int owner) {
        int mask = owners.length - 1;
        int at = ((owner * SPREAD) >>> Short.SIZE) & mask;
        while (owners[at] != owner && owners[at] != Slots.NONE) {
            at = at + 1 & mask;
        }
        return at;
    }

    /// Owners that have no place any more are left out.
    private void rebuild() {
        var oldOwners = owners;
        var oldPlaces = places;
        int kept = 0;
        for (int i = 0; i < oldOwners.length; i++) {
            kept += oldOwners[i] != Slots.NONE && oldPlaces[i] > 0 ? 1 : 0;
        }
        int room = oldOwners.length;
        while (room < 4 * (kept + 1)) {
            room *= 2;
        }
        owners = new int[room];
        places = new int[room];
        used = 0;
        Arrays.fill(owners, Slots.NONE);
        for (int i = 0; i < oldOwners.length; i++) {
            if (oldOwners[i] != Slots.NONE && oldPlaces[i] > 0) {
                add(oldOwners[i], oldPlaces[i]);
            }
        }
    }

    /// All places that are taken.
    int sum() {
        int sum = 0;
        for (int i = 0; i < owners.length; i++) {
            sum += owners[i] == Slots.NONE ? 0 : places[i];
        }
        return sum;
    }
}
