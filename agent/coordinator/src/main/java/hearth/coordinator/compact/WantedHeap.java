package hearth.coordinator.compact;

/// Keys that are gone through in their order, in turns: one that is added behind the place where a
/// turn is waits for the next.
final class WantedHeap {
    private static final long FRONT = Long.MIN_VALUE;

    private IdHeap ahead = new IdHeap();
    private IdHeap behind = new IdHeap();
    private long place = FRONT;

    boolean hasAny() {
        return !ahead.isEmpty() || !behind.isEmpty();
    }

    void add(long key) {
        (key > place ? ahead : behind).add(key);
    }

    boolean isAhead() {
        return !ahead.isEmpty();
    }

    /// The smallest of this turn, which moves behind it.
    long next() {
        place = ahead.remove();
        return place;
    }

    /// Begins the next turn, once nothing is ahead in this one.
    void beginAnew() {
        var none = ahead;
        ahead = behind;
        behind = none;
        place = FRONT;
    }
}
