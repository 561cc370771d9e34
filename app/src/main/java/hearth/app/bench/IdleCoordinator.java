package hearth.app.bench;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;

/// A real coordinator without a job.
public final class IdleCoordinator implements AutoCloseable {
    private final BenchCoordinator coordinator;

    public IdleCoordinator(Path folder) {
        coordinator =
                new BenchCoordinator(
                        folder, new BenchCoordinator.Jobs(0, 0, 0, 0), Duration.ofSeconds(1));
    }

    public URI uri() {
        return coordinator.server().uri();
    }

    @Override
    public void close() {
        coordinator.close();
    }
}
