package hearth.app.practice;

import hearth.app.install.CommandFailure;
import hearth.app.install.HearthHome;
import hearth.app.install.Image;

import java.time.Clock;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// The practice network as a process behind the window: coordinator, chain and agent, until a
/// signal or the owner's "Quit" to the agent ends it: without an agent it would run for nobody, and
/// the next window would take it for one that earns. Nothing is lost if it is killed instead.
public final class PracticeHost {
    private static final int LAST_SECONDS = 30;

    private final Image image;
    private final HearthHome home;
    private final Clock clock;
    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);

    /// @param home data folder
    public PracticeHost(Image image, HearthHome home, Clock clock) {
        this.image = image;
        this.home = home;
        this.clock = clock;
    }

    /// Blocks until the process is asked to end.
    public void run() throws InterruptedException {
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(this::end));
        try (var site =
                        PracticeSite.openUnlessRunning(image, home, clock)
                                .orElseThrow(
                                        () ->
                                                new CommandFailure(
                                                        CommandFailure.FAILED,
                                                        "A practice network already runs for "
                                                                + home.folder()
                                                                + "."));
                var agent = new AgentProcess(site.agentCommand(image), home, asked::countDown)) {
            agent.start();
            asked.await();
        } finally {
            ended.countDown();
        }
    }

    private void end() {
        asked.countDown();
        try {
            ended.await(LAST_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
