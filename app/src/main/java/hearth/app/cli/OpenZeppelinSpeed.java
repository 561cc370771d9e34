package hearth.app.cli;

import hearth.app.install.CommandFailure;
import hearth.protocol.Json;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// OpenZeppelin's library on the same payouts, in Node.js, beside ours in this process.
///
/// @param theirMs leaves and tree, without the proofs
/// @param ourMs the same and all proofs
/// @param ratio theirs by ours
/// @param sameRoot whether both trees have the same root
record OpenZeppelinSpeed(int leaves, long theirMs, long ourMs, double ratio, boolean sameRoot) {
    private static final int MILLIS = 1000;
    private static final int TENTHS = 10;

    /// What `tools/tree-roots.mjs` prints.
    record Printed(int leaves, String root, double seconds) {}

    /// @param contracts folder of wallet/contracts, with its packages from npm
    static OpenZeppelinSpeed measure(Path contracts, int leaves) {
        var script = contracts.resolve("tools/tree-roots.mjs");
        if (!Files.isDirectory(contracts.resolve("node_modules/@openzeppelin/merkle-tree"))) {
            throw new CommandFailure(
                    CommandFailure.MISSING,
                    "OpenZeppelin's library is not in " + contracts + ": run npm ci there.");
        }
        var theirs = run(script, leaves);
        // Once before, as theirs has been warmed by its own leaves.
        PayoutTreeSpeed.measure(leaves);
        var ours = PayoutTreeSpeed.measure(leaves);
        long theirMs = Math.round(theirs.seconds() * MILLIS);
        long ourMs = Math.max(1, ours.totalMs());
        return new OpenZeppelinSpeed(
                leaves,
                theirMs,
                ourMs,
                (double) Math.round((double) TENTHS * theirMs / ourMs) / TENTHS,
                theirs.root().equals(ours.root()));
    }

    private static Printed run(Path script, int leaves) {
        try {
            var process =
                    new ProcessBuilder("node", script.toString(), Integer.toString(leaves))
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
            String printed =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new CommandFailure(
                        CommandFailure.FAILED, "OpenZeppelin's library ended with an error.");
            }
            var node = Json.mapper().readTree(printed);
            return new Printed(
                    node.path("leaves").asInt(),
                    node.path("root").asString(),
                    node.path("seconds").asDouble());
        } catch (IOException e) {
            throw new CommandFailure(CommandFailure.MISSING, "Node.js could not be started.", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailure(CommandFailure.FAILED, "Interrupted.", e);
        }
    }
}
