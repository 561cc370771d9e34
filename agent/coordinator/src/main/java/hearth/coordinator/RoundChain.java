package hearth.coordinator;

import static hearth.coordinator.DifferenceException.require;

import hearth.coordinator.UpdateInspection.Finding;
import hearth.coordinator.aggregation.Aggregation.Rule;
import hearth.coordinator.aggregation.OuterState;
import hearth.coordinator.aggregation.Update;
import hearth.protocol.CheckpointStep;
import hearth.protocol.Json;
import hearth.protocol.Lease;
import hearth.protocol.LeaseId;
import hearth.protocol.Manifest;
import hearth.protocol.Sha256;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Computes the published rounds of one job again from their updates, each from what the one before
/// gave. The checkpoint that round 0 starts from is taken as given.
final class RoundChain implements AutoCloseable {
    /// Where the bytes come from.
    interface Contents {
        /// @param what it is, in words
        /// @throws DifferenceException if it is missing or damaged
        ByteBuffer view(Sha256 hash, String what);
    }

    private final Manifest manifest;
    private final Contents contents;
    private Optional<RoundFiles> last = Optional.empty();
    private Optional<Sha256> previous = Optional.empty();

    RoundChain(Manifest manifest, Contents contents) {
        this.manifest = manifest;
        this.contents = contents;
    }

    /// @param where round of which job, in words
    /// @throws DifferenceException if it does not follow the one that was computed last
    RoundRecord read(Sha256 hash, String where) {
        var file = contents.view(hash, "record of " + where);
        var bytes = new byte[file.remaining()];
        file.get(bytes);
        var record = Json.read(bytes, RoundRecord.class);
        require(record.previous().equals(previous), where + " does not follow its predecessor");
        return record;
    }

    /// @param hash of the record
    /// @throws DifferenceException if the updates give something else than the record says
    void compute(RoundRecord record, Sha256 hash, String where) {
        var parent =
                last.map(RoundFiles::state)
                        .orElseGet(
                                () ->
                                        OuterState.beginning(
                                                Checkpoints.numbers(
                                                        manifest.parameters(),
                                                        contents.view(
                                                                record.parent(),
                                                                "base of " + where))));
        var made = made(record, parent, where);
        last.ifPresent(RoundFiles::close);
        last = Optional.of(made);
        previous = Optional.of(hash);
    }

    private RoundFiles made(RoundRecord record, OuterState parent, String where) {
        var updates = new ArrayList<Update>();
        for (var accepted : record.accepted()) {
            updates.add(update(record, accepted, updates.size(), where));
        }
        var metadata = CheckpointStep.metadata(record.job(), record.round(), record.parent());
        try {
            var made =
                    new RoundFiles(
                            Files.createTempDirectory("hearth-verify"),
                            manifest.parameters(),
                            metadata);
            return computed(made, record, parent, updates, where);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private RoundFiles computed(
            RoundFiles made,
            RoundRecord record,
            OuterState parent,
            List<Update> updates,
            String where) {
        try {
            var rule = record.rule().map(Rule::of).orElse(Rule.MEAN);
            RoundPublishing.aggregation(manifest, rule).apply(parent, updates, made);
            made.finish();
            made.differenceTo(record).ifPresent(what -> require(false, where + " " + what));
            return made;
        } catch (RuntimeException e) {
            // Files on the disk go, whatever it was; what was made is closed by the caller.
            made.close();
            throw e;
        }
    }

    private Update update(
            RoundRecord record, RoundRecord.Accepted accepted, int sequence, String where) {
        var what = "update of lease " + accepted.lease() + " in " + where;
        var metadata =
                Lease.updateMetadata(
                        Manifests.codec(manifest).id(),
                        record.job(),
                        record.round(),
                        record.parent(),
                        new LeaseId(accepted.lease()));
        var file = contents.view(accepted.update(), what);
        return switch (UpdateInspection.inspect(manifest, metadata, file)) {
            case Finding.Legal legal ->
                    new Update(sequence, sequence, legal.content(), legal.values(), 1);
            case Finding.Answered _ -> throw new DifferenceException(what + ": answers");
            case Finding.Illegal(var why, _) -> throw new DifferenceException(what + ": " + why);
        };
    }

    @Override
    public void close() {
        last.ifPresent(RoundFiles::close);
    }
}
