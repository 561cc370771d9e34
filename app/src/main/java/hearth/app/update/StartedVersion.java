package hearth.app.update;

import hearth.app.update.trust.Version;
import hearth.protocol.Json;
import hearth.protocol.MalformedMessageException;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Starts a version with `--self-check` in a data folder of its own, which is empty and thrown
/// away.
final class StartedVersion implements Health.Check {
    private static final int MOST_BYTES = 1 << 16;
    private final Duration patience;
    private final Disk disk;

    StartedVersion(Duration patience, Disk disk) {
        this.patience = patience;
        this.disk = disk;
    }

    @Override
    public Health of(Path launcher, Version version) throws InterruptedException {
        try {
            var home = Files.createTempDirectory("hearth-self-check");
            try {
                return ask(launcher, version, home);
            } finally {
                disk.remove(home);
            }
        } catch (IOException noStart) {
            return new Health.Sick("no-start");
        }
    }

    private Health ask(Path launcher, Version version, Path home)
            throws IOException, InterruptedException {
        var answer = home.resolve("self-check.json");
        var builder =
                new ProcessBuilder(List.of(launcher.toString(), "--self-check"))
                        .redirectInput(Redirect.from(nowhere()))
                        .redirectOutput(answer.toFile())
                        .redirectError(Redirect.DISCARD);
        builder.environment().put("HEARTH_HOME", home.resolve("data").toString());
        var process = builder.start();
        try {
            if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                return new Health.Sick("no-answer");
            }
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        if (process.exitValue() != 0 || Files.size(answer) > MOST_BYTES) {
            return new Health.Sick("unhealthy");
        }
        return judge(Files.readAllBytes(answer), version);
    }

    private static Health judge(byte[] answer, Version version) {
        try {
            var report = Json.read(answer, SelfReport.class);
            if (!report.version().equals(version.text())) {
                return new Health.Sick("other-version");
            }
            return report.healthy() ? new Health.Healthy() : new Health.Sick("unhealthy");
        } catch (MalformedMessageException e) {
            return new Health.Sick("unhealthy");
        }
    }

    static File nowhere() {
        return new File(File.separatorChar == '/' ? "/dev/null" : "NUL");
    }
}
