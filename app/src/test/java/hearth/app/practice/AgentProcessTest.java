package hearth.app.practice;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.app.install.HearthHome;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

@Timeout(60)
@Execution(ExecutionMode.CONCURRENT)
class AgentProcessTest {
    @TempDir private Path folder;
    private final Semaphore quit = new Semaphore(0);

    private AgentProcess agent(String... command) {
        return new AgentProcess(List.of(command), new HearthHome(folder), quit::release);
    }

    @Test
    void tellsWhenTheOwnerEndedTheAgent() throws InterruptedException {
        try (var agent = agent("/bin/sh", "-c", "exit 0")) {
            agent.start();
            assertThat(quit.tryAcquire(30, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(quit.availablePermits()).as("told once").isZero();
    }

    @Test
    void doesNotTellOfAnEndThatItAskedForItself() throws InterruptedException {
        var begun = folder.resolve("begun");
        try (var agent =
                agent(
                        "/bin/sh",
                        "-c",
                        "trap 'exit 0' TERM; touch " + begun + "; while :; do sleep 0.05; done")) {
            agent.start();
            await(begun);
        }
        assertThat(quit.tryAcquire(200, TimeUnit.MILLISECONDS)).isFalse();
    }

    @Test
    void startsABrokenOneAndOneThatCouldNotBeStartedAgain()
            throws IOException, InterruptedException {
        var program = folder.resolve("agent.sh");
        var count = folder.resolve("count");
        try (var agent = agent(program.toString())) {
            agent.start();
            // The first attempt finds no program at all; the keeper must outlive that.
            await(folder.resolve("logs"));
            assertThat(quit.tryAcquire(300, TimeUnit.MILLISECONDS)).isFalse();
            var script = folder.resolve("new.sh");
            Files.writeString(
                    script,
                    "#!/bin/sh\necho x >>%1$s\n[ $(wc -l <%1$s) -ge 2 ]\n".formatted(count));
            Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
            Files.move(script, program);

            assertThat(quit.tryAcquire(30, TimeUnit.SECONDS)).isTrue();
            assertThat(Files.readAllLines(count)).hasSize(2);
        }
    }

    private static void await(Path file) throws InterruptedException {
        for (int i = 0; !Files.exists(file); i++) {
            assertThat(i).as("waited for %s", file).isLessThan(600);
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }
}
