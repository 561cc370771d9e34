package hearth.coordinator.simulation;

/// A coordinator as one of its workers meets it. It remembers the lease that a worker has in hand.
interface Desk {
    /// Instead of seconds to wait.
    int GIVEN = -1;

    /// Asks for work, naming what is in hand.
    ///
    /// @return seconds after which to ask again, or [#GIVEN]
    int ask(int worker);

    /// @return false if the lease has ended
    boolean beat(int worker);

    void release(int worker);

    /// What comes back.
    enum Said {
        YES,
        NO,
        /// The worker cannot tell what became of it.
        NOTHING;

        static Said of(boolean yes) {
            return yes ? YES : NO;
        }
    }

    /// @param steps that the update stands for
    Said commit(int worker, int steps);

    /// Sends the update and keeps the receipt.
    ///
    /// @return NOTHING if it has to be sent once more
    Said submit(int worker);

    /// The worker has nothing in hand any more, whatever the coordinator believes.
    void forget(int worker);
}
