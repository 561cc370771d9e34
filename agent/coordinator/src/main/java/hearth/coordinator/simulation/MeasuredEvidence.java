package hearth.coordinator.simulation;

import hearth.coordinator.compact.Evidence;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/// What a world without bytes finds in updates: drawn from what the real layers found in some
/// rounds of real updates by the same kinds of senders, and for repetitions the mean distance of
/// such. So it knows how often each kind of lie is seen, but not that two results of one round
/// depend on each other.
@SuppressWarnings("EnumOrdinal") // of places in arrays that live as long as the process
final class MeasuredEvidence implements CompactNetwork.Findings {
    private static final int ROUNDS = 24;
    private static final int SENDERS = 64;
    private static final int REPEATED = 4;

    /// Steps from which on a part is of the next class.
    private static final int[] CLASSES = {1, 2, 4, 8, 15, StandInJob.STEPS};

    private static final Temper[] TEMPERS = Temper.values();

    private final Crowd crowd;
    private final List<String> names = new ArrayList<>(List.of("good"));

    /// What was found, by temper, class of steps and whether the loss was measured.
    private final int[][][][] found;

    private final double[][] distances = new double[TEMPERS.length][TEMPERS.length];
    private final SplittableRandom random;

    private MeasuredEvidence(Crowd crowd, SplittableRandom random) {
        this.crowd = crowd;
        this.random = random;
        found = new int[TEMPERS.length][CLASSES.length][2][0];
    }

    static MeasuredEvidence of(Terms terms, Crowd crowd, SplittableRandom random) {
        var evidence = new MeasuredEvidence(crowd, random.split());
        for (int round = 0; round < ROUNDS; round++) {
            var sample = new SampleRound(terms, evidence.senders(random), round, random.split());
            sample.judge().forEach(evidence::learn);
            if (round < REPEATED) {
                evidence.compare(sample);
            }
        }
        return evidence;
    }

    /// As many liars as in the crowd, rounded up to one of each kind now and then; every other one
    /// sends all of a lease.
    private List<SampleRound.Sender> senders(SplittableRandom random) {
        var senders = new ArrayList<SampleRound.Sender>();
        int liars = (int) Math.ceil(SENDERS * crowd.hostile());
        for (int i = 0; i < SENDERS; i++) {
            var temper =
                    i < liars ? TEMPERS[1 + random.nextInt(TEMPERS.length - 1)] : Temper.HONEST;
            int steps =
                    random.nextBoolean()
                            ? StandInJob.STEPS
                            : random.nextInt(StandInJob.STEPS - 1) + 1;
            senders.add(new SampleRound.Sender(temper, i, steps));
        }
        return senders;
    }

    private void learn(SampleRound.Found what) {
        var of = found[what.sender().temper().ordinal()][classOf(what.sender().steps())];
        of[0] = with(of[0], number(what.unmeasured()));
        of[1] = with(of[1], number(what.measured()));
    }

    private static int[] with(int[] list, int number) {
        var longer = Arrays.copyOf(list, list.length + 1);
        longer[list.length] = number;
        return longer;
    }

    private int number(Optional<String> reason) {
        if (reason.isEmpty()) {
            return Evidence.GOOD;
        }
        if (!names.contains(reason.get())) {
            names.add(reason.get());
        }
        return names.indexOf(reason.get());
    }

    private void compare(SampleRound sample) {
        for (int one = 0; one < TEMPERS.length; one++) {
            for (int other = 0; other < TEMPERS.length; other++) {
                distances[one][other] +=
                        sample.distance(TEMPERS[one], 1, TEMPERS[other], 2) / REPEATED;
            }
        }
    }

    private static int classOf(int steps) {
        int of = 0;
        while (of + 1 < CLASSES.length && steps >= CLASSES[of + 1]) {
            of++;
        }
        return of;
    }

    @Override
    public List<String> names() {
        return List.copyOf(names);
    }

    @Override
    public Evidence evidence() {
        return new Evidence() {
            @Override
            public int judge(long lease, int device, int steps, boolean isMeasured) {
                var of = found[crowd.temper(device).ordinal()][classOf(steps)][isMeasured ? 1 : 0];
                return of.length == 0 ? GOOD : of[random.nextInt(of.length)];
            }

            @Override
            public double distance(long lease, int device, long other, int otherDevice) {
                return distances[temper(device)][temper(otherDevice)];
            }

            private int temper(int device) {
                return device == OWN ? 0 : crowd.temper(device).ordinal();
            }
        };
    }
}
