package hearth.trainer;

import hearth.trainer.sandbox.Landlock;
import hearth.trainer.sandbox.Sandbox;
import hearth.trainer.sandbox.Unconfined;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/// Prints what each sandbox adds to the start of a child, from spawning to a loaded engine: in
/// turns, so that busy cores meet all alike. Arguments: folder, rounds.
final class SandboxStart {
    private SandboxStart() {}

    public static void main(String[] args) {
        var runtime = Trainers.runtime();
        var best = runtime.confinement().assessment().sandbox();
        var times = new LinkedHashMap<Sandbox, List<Duration>>();
        for (var sandbox : List.of(new Unconfined(), new Landlock(), best)) {
            times.put(sandbox, new ArrayList<>());
        }
        // The first round is for the caches.
        for (int round = 0; round <= Integer.parseInt(args[1]); round++) {
            for (var entry : times.entrySet()) {
                long begin = System.nanoTime();
                try (var child =
                        TrainerProcess.start(
                                runtime,
                                Path.of(args[0]),
                                entry.getKey(),
                                "hearth.trainer.child.Main")) {
                    if (round > 0 && child.isAlive()) {
                        entry.getValue().add(Duration.ofNanos(System.nanoTime() - begin));
                    }
                }
            }
        }
        times.forEach(
                (sandbox, all) -> {
                    all.sort(null);
                    int n = all.size();
                    System.out.printf(
                            "%-12s median %4d ms, quartiles %d - %d ms, %d starts%n",
                            sandbox.name(),
                            all.get(n / 2).toMillis(),
                            all.get(n / 4).toMillis(),
                            all.get(n * 3 / 4).toMillis(),
                            n);
                });
    }
}
