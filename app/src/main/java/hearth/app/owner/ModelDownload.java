package hearth.app.owner;

import hearth.app.install.CommandFailure;
import hearth.coordinator.RoundRecord;
import hearth.protocol.Json;
import hearth.protocol.Manifest;
import hearth.protocol.OwnerMessages.Link;
import hearth.protocol.OwnerMessages.OwnedJob;
import hearth.protocol.OwnerMessages.Provenance;
import hearth.protocol.Safetensors;
import hearth.protocol.Sha256;
import hearth.protocol.TensorSpec;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A model on its way home: the checkpoint as safetensors, the records that made it, a card for
/// people. The chain of records is followed from the first round to the model's own hash before
/// anything is called a model.
final class ModelDownload {
    private final OwnerClient client;
    private final JobFolder job;
    private final Path folder;

    /// @param folder that the files are written into; made if missing
    ModelDownload(OwnerClient client, JobFolder job, Path folder) {
        this.client = client;
        this.job = job;
        this.folder = folder;
    }

    /// @param model the newest checkpoint
    /// @param records in order, each checked against the one before
    record Checked(Sha256 model, List<RoundRecord> records) {
        Checked {
            records = List.copyOf(records);
        }
    }

    /// Fetches and checks everything, then writes the card.
    ///
    /// @return the model's file
    Path into(OwnedJob state) {
        try {
            Files.createDirectories(folder.resolve("records"));
            var provenance = client.provenance(job.id());
            var checked = follow(provenance);
            var model = folder.resolve("model.safetensors");
            client.download(checked.model(), model);
            checkTensors(model, job.manifest());
            Files.writeString(folder.resolve("provenance.json"), Json.pretty(provenance));
            Files.write(folder.resolve("manifest.json"), Json.bytes(job.manifest()));
            var sample = state.sample();
            if (sample.isPresent()) {
                Files.writeString(folder.resolve("samples.txt"), sample.get() + "\n");
            }
            Files.write(
                    folder.resolve("MODEL.md"),
                    ModelCard.of(job.manifest(), state, provenance, checked)
                            .getBytes(StandardCharsets.UTF_8));
            return model;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Checked follow(Provenance provenance) {
        if (!provenance.manifest().equals(job.manifest().id())) {
            throw broken("the history is of another manifest");
        }
        var parent = provenance.start().orElseThrow(() -> broken("the job has no checkpoint yet"));
        Optional<Sha256> previous = Optional.empty();
        var records = new ArrayList<RoundRecord>();
        for (var link : provenance.rounds()) {
            var record = record(link);
            boolean follows =
                    record.round() == records.size()
                            && record.job().equals(job.id())
                            && record.manifest().equals(job.manifest().id())
                            && record.parent().equals(parent)
                            && record.previous().equals(previous)
                            && record.checkpoint().equals(link.checkpoint());
            if (!follows) {
                throw broken("round " + link.round() + " does not follow the one before");
            }
            records.add(record);
            parent = record.checkpoint();
            previous = Optional.of(link.record());
        }
        return new Checked(parent, records);
    }

    private RoundRecord record(Link link) {
        var file = folder.resolve("records").resolve(link.round() + ".json");
        try {
            if (!Files.exists(file) || !Sha256.ofFile(file).equals(link.record())) {
                client.download(link.record(), file);
            }
            return Json.read(Files.readAllBytes(file), RoundRecord.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void checkTensors(Path model, Manifest manifest) {
        var found =
                Safetensors.read(model).tensors().entrySet().stream()
                        .map(t -> new TensorSpec(t.getKey(), t.getValue().shape()))
                        .toList();
        if (!found.equals(manifest.parameters())) {
            throw broken("the model has other tensors than the manifest");
        }
    }

    private static CommandFailure broken(String how) {
        return new CommandFailure(
                CommandFailure.REFUSED, "The model's history does not hold: " + how + ".");
    }
}
