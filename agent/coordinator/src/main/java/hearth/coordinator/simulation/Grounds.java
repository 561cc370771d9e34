package hearth.coordinator.simulation;

import hearth.coordinator.CoordinatorServer;
import hearth.coordinator.Policy;
import hearth.coordinator.Premises;
import hearth.protocol.JobId;
import hearth.protocol.Manifest;
import hearth.protocol.Messages.PayoutBinding;
import hearth.protocol.Messages.Registration;
import hearth.protocol.Sha256;
import hearth.storage.Database;
import hearth.storage.Image;

import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;

/// What worlds of the same terms begin with, made once: a migrated database with prepared jobs and
/// registered devices, and the blobs. Safe for use by many threads.
final class Grounds {
    /// @param blobs not to be changed
    record Ground(Image image, Map<Sha256, byte[]> blobs, Map<JobId, Manifest> manifests) {}

    private record Key(Terms terms, int workers, int liars) {}

    private final Map<Key, Ground> known = new ConcurrentHashMap<>();

    Ground of(Terms terms, Crowd crowd) {
        return known.computeIfAbsent(
                new Key(terms, crowd.size, crowd.liars()), _ -> made(terms, crowd));
    }

    private static Ground made(Terms terms, Crowd crowd) {
        var clock = new VirtualClock();
        var blobs = new MemoryBlobs();
        var manifests = new HashMap<JobId, Manifest>();
        try (var database = Database.inMemory(CoordinatorServer.migrations())) {
            var policy = Policy.network();
            var trouble = Trouble.none();
            var random = new SplittableRandom(0);
            var chain = new MemoryChain(random, trouble, false);
            var premises = new Premises(database, blobs, clock, random, policy);
            var coordinator = StandInPorts.coordinator(premises, chain, trouble);
            for (int i = 0; i < terms.jobs(); i++) {
                var id = new JobId(Terms.job(i));
                var manifest = terms.manifest(i, blobs);
                manifests.put(id, manifest);
                coordinator.create(id, manifest);
            }
            boolean more = true;
            while (more) {
                more = coordinator.evaluate();
            }
            for (int worker = 0; worker < crowd.size; worker++) {
                var device = crowd.device(worker);
                coordinator.register(device, new Registration("simulated"));
                long expiry = clock.instant().getEpochSecond() + 60;
                coordinator.bindPayout(
                        device, new PayoutBinding(crowd.account(worker), expiry, "00"));
            }
            return new Ground(database.image(), blobs.all(), Map.copyOf(manifests));
        }
    }
}
