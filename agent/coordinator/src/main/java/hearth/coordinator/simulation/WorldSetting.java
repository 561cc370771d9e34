package hearth.coordinator.simulation;

/// A network to simulate.
///
/// @param workers at least 1, at most [#MOST_WORKERS]
/// @param days more than none, at most [#MOST_DAYS]
/// @param hostile share of the workers that lie, each in one of the ways of [Temper]
/// @param book that the coordinator keeps
/// @param isRough whether everything else fails as well: coordinator, disk, network, clock, chain
public record WorldSetting(
        int workers, double days, long seed, double hostile, Book book, boolean isRough) {
    /// So many can be numbered.
    public static final int MOST_WORKERS = WorkerLife.MOST_WORKERS - 1;

    /// So many have milliseconds in 31 bits.
    public static final int MOST_DAYS = 24;

    /// Where the coordinator's state is.
    public enum Book {
        /// In its own tables, by its own statements.
        SQL("sql"),
        /// In arrays, for millions of workers: `hearth.coordinator.compact`.
        COMPACT("compact");

        /// From so many workers on SQL takes hours.
        private static final int MANY = 5_000;

        private final String id;

        Book(String id) {
            this.id = id;
        }

        public String id() {
            return id;
        }

        /// The one in which a world of that size ends in minutes.
        public static Book of(int workers) {
            return workers < MANY ? SQL : COMPACT;
        }
    }

    /// Where only workers fail.
    public WorldSetting(int workers, double days, long seed, double hostile, Book book) {
        this(workers, days, seed, hostile, book, false);
    }

    public WorldSetting {
        if (workers < 1
                || workers > MOST_WORKERS
                || !(days > 0 && days <= MOST_DAYS)
                || !(hostile >= 0 && hostile <= 1)
                || (isRough && book != Book.SQL)) {
            throw new IllegalArgumentException(
                    "at least one worker, some time, a share, and faults over SQL only");
        }
    }
}
