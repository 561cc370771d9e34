package hearth.app.practice;

import hearth.app.install.CommandFailure;
import hearth.app.install.HearthHome;
import hearth.app.install.Image;
import hearth.chain.Activity;
import hearth.chain.Balances;
import hearth.chain.Reading;
import hearth.keys.Address;
import hearth.protocol.DeviceId;
import hearth.worker.AgentSnapshot;
import hearth.worker.SocketAgentLink;

import java.time.Clock;
import java.time.Duration;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;

/// The practice network without a window: everything that a person would do with the mouse, from
/// the first start to the claim, in a terminal. One thread runs it; [#stop] may come from any.
public final class PracticeRun {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");
    private static final Duration TICK = Duration.ofMillis(500);
    private static final Duration AGENT_START = Duration.ofMinutes(3);
    private static final Duration AGENT_REST = Duration.ofSeconds(20);
    private static final Duration SETTLEMENT = Duration.ofSeconds(30);

    private final Image image;
    private final HearthHome home;
    private final Clock clock;
    private final Consumer<String> progress;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);

    /// @param progress takes one line at a time
    public PracticeRun(Image image, HearthHome home, Clock clock, Consumer<String> progress) {
        this.image = image;
        this.home = home;
        this.clock = clock;
        this.progress = progress;
    }

    /// Runs until the time is over or somebody stops it, then settles and claims.
    ///
    /// @param limit empty: until stopped
    /// @param result takes the summary after everything was taken down; [#stop] waits for it too
    public void run(Optional<Duration> limit, Consumer<PracticeSummary> result)
            throws InterruptedException {
        try {
            result.accept(settled(limit));
        } catch (CommandFailure failure) {
            if (stopped.getCount() == 0) {
                // The process ends with the signal handler, before anybody else can print this.
                say(String.valueOf(failure.getMessage()));
            }
            throw failure;
        } finally {
            ended.countDown();
        }
    }

    private PracticeSummary settled(Optional<Duration> limit) throws InterruptedException {
        var end = limit.map(l -> clock.instant().plus(l));
        say("starting the practice network in " + home.folder());
        try (var network =
                        PracticeSite.openUnlessRunning(image, home, clock)
                                .orElseThrow(
                                        () ->
                                                new CommandFailure(
                                                        CommandFailure.FAILED,
                                                        "A practice network already runs for "
                                                                + home.folder()
                                                                + "."));
                var watch = new AgentWatch(SocketAgentLink.to(home.agent()))) {
            say(
                    "coordinator at "
                            + network.coordinator()
                            + ", chain "
                            + network.profile().chainId());
            var earner =
                    share(
                            network,
                            watch,
                            () -> end.map(e -> clock.instant().isBefore(e)).orElse(true));
            return settle(network, earner);
        }
    }

    /// Ends the run as its time limit would, and waits for it.
    public void stop() {
        stopped.countDown();
        try {
            ended.await(SETTLEMENT.toSeconds() * 2, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private interface Condition {
        boolean holds();
    }

    private record Earner(DeviceId device, Address payout) {}

    /// Lets the agent work while the condition holds.
    ///
    /// @return who earned, and for which address
    private Earner share(PracticeSite network, AgentWatch watch, Condition condition)
            throws InterruptedException {
        var wallet = new PracticeWallet(home, clock);
        var payout = wallet.address();
        try (var agent = agent(network)) {
            agent.start();
            var first = begin(network, watch, wallet, payout);
            follow(watch, condition);
            say("stopping");
            watch.tell(link -> link.share(false));
            await(watch, s -> s.activity() == AgentSnapshot.Activity.OFF, AGENT_REST);
            return new Earner(first.device(), payout);
        }
    }

    private AgentProcess agent(PracticeSite network) {
        return new AgentProcess(network.agentCommand(image), home);
    }

    /// Binds the payout and switches sharing on; again and again until the agent has taken both,
    /// because it may be killed in between or its coordinator may be busy.
    private AgentSnapshot begin(
            PracticeSite network, AgentWatch watch, PracticeWallet wallet, Address payout)
            throws InterruptedException {
        for (long tries = AGENT_START.dividedBy(TICK); tries > 0; tries--) {
            var now = watch.snapshot();
            if (now.isPresent()) {
                var agent = now.get();
                if (!agent.payout().equals(Optional.of(payout.value()))) {
                    if (watch.tell(
                            l -> l.bindPayout(wallet.bind(agent.device(), network.server())))) {
                        say(
                                "device "
                                        + agent.device().value().substring(0, 8)
                                        + " earns for "
                                        + payout);
                    }
                } else if (agent.sharing()) {
                    return agent;
                } else {
                    watch.tell(link -> link.share(true));
                }
            }
            pause();
        }
        throw new CommandFailure(
                CommandFailure.FAILED,
                "The agent does not get ready. Its logs are in " + home.logs() + ".");
    }

    private void follow(AgentWatch watch, Condition condition) throws InterruptedException {
        var lines = new ProgressLines();
        while (condition.holds() && !stopped.await(TICK.toMillis(), TimeUnit.MILLISECONDS)) {
            watch.snapshot().ifPresent(s -> lines.next(s).forEach(this::say));
        }
    }

    private Optional<AgentSnapshot> await(
            AgentWatch watch, Predicate<AgentSnapshot> wanted, Duration patience)
            throws InterruptedException {
        for (long tries = patience.dividedBy(TICK); tries > 0; tries--) {
            var snapshot = watch.snapshot().filter(wanted);
            if (snapshot.isPresent()) {
                return snapshot;
            }
            pause();
        }
        return Optional.empty();
    }

    private static void pause() throws InterruptedException {
        new CountDownLatch(1).await(TICK.toMillis(), TimeUnit.MILLISECONDS);
    }

    private PracticeSummary settle(PracticeSite network, Earner earner)
            throws InterruptedException {
        say("settling");
        var payout = earner.payout();
        if (!network.settle(earner.device(), payout, SETTLEMENT)) {
            say("not everything is settled yet; the next run goes on with it");
        }
        try (var visit = NetworkVisit.within(network, home, clock)) {
            var _ = visit.claim(payout);
            var claim =
                    visit.wallet().activity(1000).stream()
                            .filter(
                                    a ->
                                            a.kind() == Activity.Kind.CLAIM
                                                    && a.stage() != Activity.Stage.REFUSED)
                            .findFirst()
                            .flatMap(Activity::hash);
            return switch (visit.balances(payout)) {
                case Reading.Known<Balances> known ->
                        network.summary(earner.device(), payout, known.value(), claim);
                case Reading.Unreachable<Balances> none ->
                        throw new CommandFailure(
                                CommandFailure.FAILED,
                                "The practice chain stopped answering before the claim could be checked.");
            };
        }
    }

    private void say(String line) {
        progress.accept(TIME.format(LocalTime.now(clock)) + " " + line);
    }
}
