package hearth.app.cli;

import hearth.app.install.HearthHome;
import hearth.app.service.Registration;
import hearth.app.service.ServiceOrder;
import hearth.app.update.Work;
import hearth.worker.AgentLink;
import hearth.worker.AgentSnapshot;
import hearth.worker.AgentUnreachableException;
import hearth.worker.SocketAgentLink;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// The work of the agent that runs for a data folder; without one there is none. The agent is held
/// for as long as somebody asks for it, so that a pause and a "finish" of its owner stay as they
/// are.
final class AgentWork implements Work {
    private static final Duration TICK = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofHours(12);
    private static final Duration HELD = Duration.ofMinutes(10);

    private final HearthHome home;
    private final Path launcher;
    private final boolean atOnce;

    /// @param atOnce whether the training ends after its step instead of at its end
    AgentWork(HearthHome home, Path launcher, boolean atOnce) {
        this.home = home;
        this.launcher = launcher;
        this.atOnce = atOnce;
    }

    @Override
    public boolean isUnderWay() {
        try (var agent = SocketAgentLink.to(home.agent())) {
            return agent.isAnswering() && holds(agent.snapshot());
        } catch (AgentUnreachableException gone) {
            return false;
        }
    }

    private static boolean holds(AgentSnapshot snapshot) {
        return switch (snapshot.activity()) {
            case OFF, WAITING -> snapshot.progress().isPresent();
            case FETCHING, TRAINING, SUBMITTING, STOPPING -> true;
        };
    }

    @Override
    public boolean finish() throws InterruptedException {
        try (var agent = SocketAgentLink.to(home.agent())) {
            if (!agent.isAnswering()) {
                return true;
            }
            agent.hold(HELD);
            if (atOnce) {
                agent.finishNow();
            }
            return ended(agent);
        } catch (AgentUnreachableException gone) {
            return true;
        }
    }

    private static boolean ended(AgentLink agent) throws InterruptedException {
        for (long left = LONGEST.dividedBy(TICK); left > 0; left--) {
            agent.hold(HELD);
            if (!holds(agent.snapshot())) {
                return true;
            }
            new CountDownLatch(1).await(TICK.toMillis(), TimeUnit.MILLISECONDS);
        }
        return false;
    }

    @Override
    public void goOn(boolean replaced) {
        try (var agent = SocketAgentLink.to(home.agent())) {
            if (agent.isAnswering()) {
                agent.hold(Duration.ZERO);
            }
        } catch (AgentUnreachableException gone) {
            // Then nothing waits.
        }
        if (replaced) {
            Registration.of(new ServiceOrder(launcher, List.of(), home.folder()))
                    .restartIfRunning();
        }
    }
}
