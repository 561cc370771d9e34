package hearth.coordinator.simulation;

import hearth.storage.Mishaps;

import java.sql.SQLException;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/// When the faults of a world happen, and how often they did: drawn from its seed, some of them
/// never in this world and some much more often than usual.
@SuppressWarnings("EnumOrdinal") // of places in arrays that live as long as the process
final class Trouble implements Mishaps {
    private static final double[] INTENSITIES = {0, 1, 1, 3};

    /// Statements between two that fail, on average.
    private static final int STATEMENTS = 700;

    private static final Fault[] FAULTS = Fault.values();

    private final SplittableRandom random;
    private final boolean isRough;
    private final double[] chances = new double[FAULTS.length];
    private final long[] counts = new long[FAULTS.length];
    private boolean isNear;
    private int left;

    private Trouble(SplittableRandom random, boolean isRough) {
        this.random = random;
        this.isRough = isRough;
        Arrays.setAll(chances, i -> FAULTS[i].chance() * (isRough ? intensity() : 0));
        left = next();
    }

    static Trouble none() {
        return new Trouble(new SplittableRandom(0), false);
    }

    static Trouble of(SplittableRandom random) {
        return new Trouble(random, true);
    }

    private double intensity() {
        return INTENSITIES[random.nextInt(INTENSITIES.length)];
    }

    private int next() {
        return 1 + random.nextInt(2 * STATEMENTS);
    }

    boolean isRough() {
        return isRough;
    }

    /// Nothing fails any more.
    void end() {
        Arrays.fill(chances, 0);
        isNear = false;
    }

    boolean strikes(Fault fault) {
        double chance = chances[fault.ordinal()];
        boolean strikes = chance > 0 && random.nextDouble() < chance;
        counts[fault.ordinal()] += strikes ? 1 : 0;
        return strikes;
    }

    /// @param least and most milliseconds
    long between(long least, long most) {
        return random.nextLong(least, most);
    }

    int upTo(int bound) {
        return random.nextInt(bound);
    }

    /// Statements from here on are the coordinator's.
    void draw(boolean near) {
        isNear = near && isRough;
    }

    @Override
    public void before(String statement) throws SQLException {
        if (!isNear || --left > 0) {
            return;
        }
        left = next();
        switch (random.nextInt(4)) {
            case 0 -> {
                counts[Fault.BUSY.ordinal()]++;
                throw new SQLException("[SQLITE_BUSY] before " + statement);
            }
            case 1 -> {
                counts[Fault.DISK_FULL.ordinal()]++;
                throw new SQLException("[SQLITE_FULL] before " + statement);
            }
            default -> {
                counts[Fault.CRASH.ordinal()]++;
                throw new CrashError();
            }
        }
    }

    /// How often each happened.
    Map<String, Long> counts() {
        var all = new TreeMap<String, Long>();
        if (isRough) {
            Arrays.stream(FAULTS).forEach(fault -> all.put(fault.id(), counts[fault.ordinal()]));
        }
        return all;
    }
}
