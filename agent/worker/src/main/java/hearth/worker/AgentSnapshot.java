package hearth.worker;

import hearth.protocol.DeviceId;
import hearth.protocol.JobId;
import hearth.protocol.LeaseId;
import hearth.protocol.Messages;
import hearth.protocol.SandboxGrade;
import hearth.protocol.Wei;
import hearth.worker.electricity.DayAccount;
import hearth.worker.electricity.Draw;
import hearth.worker.electricity.Margin;

import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What the agent is doing and knows, at one moment; immutable. The window, the command line and
/// scripts show nothing but this.
///
/// @param sharing the owner's switch
/// @param reasons why nothing runs now, most important first; empty while something runs
/// @param payout address that is paid, once bound
/// @param recent newest results of this device, newest first, at most 200
/// @param jobs of the coordinator, as last seen
/// @param problem what went wrong last and is not mended yet
/// @param sandbox what is around the training; absent where nothing is known of it
/// @param electricity what training uses of it
/// @param yields how fast the machine was given back when it was needed
public record AgentSnapshot(
        Instant at,
        String version,
        DeviceId device,
        String deviceName,
        URI coordinator,
        boolean sharing,
        Activity activity,
        List<Reason> reasons,
        Optional<Progress> progress,
        Line line,
        Optional<String> payout,
        Messages.Earnings earnings,
        Today today,
        List<Messages.ResultView> recent,
        List<Messages.JobView> jobs,
        Hardware hardware,
        Optional<Reason> problem,
        Optional<Sandbox> sandbox,
        Electricity electricity,
        Health health,
        Yields yields) {
    /// What the agent does at this moment.
    public enum Activity {
        OFF,
        WAITING,
        FETCHING,
        TRAINING,
        SUBMITTING,
        STOPPING
    }

    /// Why nothing runs, or what is wrong. The screen shows the text of its bundle for the id.
    ///
    /// @param id stable, such as `sharing-off`, `no-payout`, `no-work`, `coordinator-unreachable`
    /// @param detail a number or name that belongs to it, never text from a server; may be empty
    public record Reason(String id, String detail) {}

    /// What goes over the line at this moment, in each direction.
    public record Line(Optional<Transfer> down, Optional<Transfer> up) {
        /// Nothing.
        public static Line idle() {
            return new Line(Optional.empty(), Optional.empty());
        }
    }

    /// @param bytes that are across
    /// @param total where it is known
    public record Transfer(long bytes, Optional<Long> total) {}

    /// The lease in work.
    ///
    /// @param loss of the newest step; absent before the first, and where nothing is trained
    /// @param asks whether its steps are inputs that a finished model answers
    public record Progress(
            LeaseId lease,
            JobId job,
            String title,
            String recipe,
            int round,
            int stepsDone,
            int steps,
            Optional<Float> loss,
            Instant startedAt,
            Wei pay,
            boolean asks) {}

    /// Sums since midnight, local time, of this device.
    ///
    /// @param earned of results received today, held or released
    /// @param kWh modelled or measured; absent where this machine cannot tell
    public record Today(
            Wei earned,
            Wei held,
            long accepted,
            long refused,
            Duration training,
            Optional<BigDecimal> kWh) {}

    /// The machine, as far as it can be told; absent means unknown, never zero.
    ///
    /// @param cpuLoad 0…1 over all cores
    public record Hardware(
            String cpu,
            int cores,
            Optional<Double> cpuLoad,
            Optional<Double> cpuTemperature,
            long memoryBytes,
            Optional<Long> memoryFreeBytes,
            List<Gpu> gpus,
            String engine) {}

    /// One graphics card.
    ///
    /// @param id as [hearth.worker.policy.RunRules#cardsOff] names it
    public record Gpu(
            String name,
            Optional<Long> vramBytes,
            Optional<Double> load,
            Optional<Double> temperature,
            Optional<Double> watts,
            String id) {}

    /// What training uses of electricity, above idle.
    ///
    /// @param draws now, of each device; empty while nothing trains or nothing is known
    /// @param today absent where training ran today and nobody knows what it drew
    /// @param perHour absent until the owner told a tariff and a price of EMBER, and both draw and
    /// earnings are known
    public record Electricity(
            List<Draw> draws, Optional<DayAccount> today, Optional<Margin> perHour) {
        public static final Electricity NONE =
                new Electricity(List.of(), Optional.empty(), Optional.empty());

        public Electricity {
            draws = List.copyOf(draws);
        }
    }

    /// The walls around the training process.
    ///
    /// @param kind such as `bubblewrap`, `landlock`, `none`
    /// @param grade that they were found worth on this computer
    /// @param required below which the owner lets nothing run
    public record Sandbox(String kind, SandboxGrade grade, SandboxGrade required) {}

    /// The same, seen by an agent that something is in the way of.
    ///
    /// @param nothingRuns whether it keeps the agent from its work
    AgentSnapshot hindered(Optional<Reason> by, boolean nothingRuns) {
        if (by.isEmpty()) {
            return this;
        }
        return new AgentSnapshot(
                at,
                version,
                device,
                deviceName,
                coordinator,
                sharing,
                nothingRuns ? Activity.WAITING : activity,
                nothingRuns ? List.of(by.get()) : reasons,
                progress,
                line,
                payout,
                earnings,
                today,
                recent,
                jobs,
                hardware,
                by,
                sandbox,
                electricity,
                health,
                yields);
    }

    /// How fast the machine was given back in the last thirty days, as measured here.
    ///
    /// @param count how often it was needed while the trainer worked
    /// @param killed how often the trainer had to be ended because it took too long
    /// @param untilStill until the trainer's last step had ended; absent without a yield
    /// @param untilFree until its memory was back
    public record Yields(
            long count,
            long killed,
            Optional<Spread> untilStill,
            Optional<Spread> untilFree,
            Optional<Yield> newest) {
        /// None so far.
        public static Yields none() {
            return new Yields(0, 0, Optional.empty(), Optional.empty(), Optional.empty());
        }
    }

    /// Measured times: each is one of them, the least that is not exceeded by half of them, by 95
    /// of a hundred, by none.
    public record Spread(Duration median, Duration p95, Duration worst) {
        private static final int ALL = 100;

        /// Of none there is nothing to say.
        public static Optional<Spread> of(List<Duration> times) {
            if (times.isEmpty()) {
                return Optional.empty();
            }
            var sorted = times.stream().sorted().toList();
            return Optional.of(new Spread(at(sorted, 50), at(sorted, 95), sorted.getLast()));
        }

        private static Duration at(List<Duration> sorted, int percent) {
            return sorted.get((sorted.size() * percent + ALL - 1) / ALL - 1);
        }
    }

    public AgentSnapshot {
        reasons = List.copyOf(reasons);
        recent = List.copyOf(recent);
        jobs = List.copyOf(jobs);
    }
}
