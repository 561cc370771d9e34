package hearth.app.cli;

import hearth.app.install.CommandFailure;
import hearth.app.install.HearthHome;
import hearth.app.practice.Engines;
import hearth.trainer.ComputeDevice;
import hearth.trainer.engine.EngineCatalogue;
import hearth.trainer.engine.EngineException;
import hearth.trainer.engine.EngineInstaller;
import hearth.trainer.engine.HostPlatform;
import hearth.trainer.engine.Mirror;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.Charset;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/// `hearth engine`: the training engines that can be downloaded, one for each kind of graphics
/// card. Nothing is downloaded before its owner has seen what, from where and under which licence,
/// and has said yes.
@Command(
        name = "engine",
        description = "Show, install or remove the training engines for graphics cards.",
        mixinStandardHelpOptions = true)
final class EngineCommand {
    private static final double GIGABYTE = 1e9;

    /// @param fits whether there is room for it, 5 GiB for other things included
    record Engine(
            String device,
            String id,
            boolean installed,
            String source,
            long downloadBytes,
            long keptBytes,
            long unpackedBytes,
            long neededBytes,
            long freeBytes,
            boolean fits,
            List<String> licences) {}

    record EngineList(List<Engine> engines) {}

    record Installed(String engine, String state) {}

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli fills it in
    private CommandSpec spec;

    @Command(description = "List the engines for this computer.", mixinStandardHelpOptions = true)
    int list(@Option(names = "--json", description = "Print one JSON object.") boolean json) {
        var home = HearthHome.open();
        try (var installer = installer(home, null)) {
            var engines =
                    EngineCatalogue.ofThisRelease().engines().stream()
                            .filter(e -> e.platform().equals(HostPlatform.current().word()))
                            .map(e -> engine(home, installer.offer(e)))
                            .toList();
            var people =
                    engines.isEmpty()
                            ? "There is no engine to download for this computer."
                            : String.join("\n", engines.stream().map(EngineCommand::line).toList());
            Terminal.of(spec, json).result(new EngineList(engines), people);
            return 0;
        }
    }

    @Command(
            description = "Download and unpack an engine; go on where it was interrupted.",
            mixinStandardHelpOptions = true)
    int install(
            @Parameters(paramLabel = "DEVICE", description = "cuda") String device,
            @Option(names = "--yes", description = "Do not ask.") boolean yes,
            @Option(
                            names = "--mirror",
                            paramLabel = "URL",
                            description = "Another server laid out like a Maven repository.")
                    @Nullable URI mirror,
            @Option(names = "--json", description = "Print one JSON object.") boolean json) {
        var home = HearthHome.open();
        var terminal = Terminal.of(spec, json);
        var entry = entry(device);
        try (var installer = installer(home, mirror)) {
            if (Engines.store(home).installed(entry.content()).isEmpty()) {
                terminal.progress(explained(installer.offer(entry)));
                if (!yes && !agreed(terminal)) {
                    throw new CommandFailure(
                            CommandFailure.REFUSED, "Nothing was downloaded. Say yes, or --yes.");
                }
            }
            Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(installer::stop));
            var outcome = installer.install(entry, shown(terminal));
            String state = outcome.name().toLowerCase(Locale.ROOT);
            terminal.result(
                    new Installed(entry.content().id(), state),
                    entry.content().id() + ": " + state);
            return outcome == EngineInstaller.Outcome.INSTALLED ? 0 : CommandFailure.FAILED;
        } catch (EngineException e) {
            throw new CommandFailure(CommandFailure.FAILED, e.problem().text(), e);
        }
    }

    @Command(
            description = "Delete an engine and what was downloaded of it.",
            mixinStandardHelpOptions = true)
    int remove(
            @Parameters(paramLabel = "DEVICE", description = "cuda") String device,
            @Option(names = "--json", description = "Print one JSON object.") boolean json) {
        var entry = entry(device);
        try (var installer = installer(HearthHome.open(), null)) {
            String state = installer.remove(entry) ? "removed" : "absent";
            Terminal.of(spec, json)
                    .result(
                            new Installed(entry.content().id(), state),
                            entry.content().id() + ": " + state);
            return 0;
        } catch (EngineException e) {
            throw new CommandFailure(CommandFailure.FAILED, e.problem().text(), e);
        }
    }

    private EngineCatalogue.Entry entry(String device) {
        try {
            return EngineCatalogue.ofThisRelease()
                    .find(ComputeDevice.ofWord(device), HostPlatform.current())
                    .orElseThrow(
                            () ->
                                    new CommandFailure(
                                            CommandFailure.MISSING,
                                            "There is no "
                                                    + device
                                                    + " engine for "
                                                    + HostPlatform.current().word()
                                                    + "."));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "Not a device: " + device, e);
        }
    }

    private EngineInstaller installer(HearthHome home, @Nullable URI mirror) {
        try {
            var from = mirror == null ? Mirror.ofThisRelease() : new Mirror(mirror);
            return EngineInstaller.of(Engines.store(home), from);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private static Engine engine(HearthHome home, EngineInstaller.Offer offer) {
        var entry = offer.entry();
        return new Engine(
                entry.device().word(),
                entry.content().id(),
                isInstalled(home, entry),
                offer.source(),
                offer.downloadBytes(),
                offer.keptBytes(),
                offer.unpackedBytes(),
                offer.neededBytes(),
                offer.freeBytes(),
                offer.fits(),
                entry.artifacts().stream()
                        .map(EngineCatalogue.Artifact::licence)
                        .distinct()
                        .toList());
    }

    private static boolean isInstalled(HearthHome home, EngineCatalogue.Entry entry) {
        try {
            return Engines.store(home).installed(entry.content()).isPresent();
        } catch (EngineException damaged) {
            return false;
        }
    }

    private static String line(Engine engine) {
        return String.format(
                Locale.ROOT,
                "%s: %s; download %.2f GB from %s, %.2f GB on the disk",
                engine.device(),
                engine.installed() ? "installed" : "not installed",
                engine.downloadBytes() / GIGABYTE,
                engine.source(),
                engine.unpackedBytes() / GIGABYTE);
    }

    private static String explained(EngineInstaller.Offer offer) {
        var text = new StringBuilder();
        text.append(
                String.format(
                        Locale.ROOT,
                        "This downloads %.2f GB from %s (%.2f GB are here already) and takes %.2f GB on the disk.%n",
                        offer.downloadBytes() / GIGABYTE,
                        offer.source(),
                        offer.keptBytes() / GIGABYTE,
                        offer.unpackedBytes() / GIGABYTE));
        for (var artifact : offer.entry().artifacts()) {
            text.append(
                    String.format(
                            Locale.ROOT,
                            "  %s, %,d bytes, SHA-256 %s%n    licence: %s%n",
                            artifact.name(),
                            artifact.bytes(),
                            artifact.sha256(),
                            artifact.licence()));
        }
        return text.append("Ctrl-C pauses it; the same command goes on.").toString();
    }

    private static boolean agreed(Terminal terminal) {
        terminal.progress("Download it? Type yes:");
        try {
            var in = new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset()));
            return "yes".equalsIgnoreCase(in.readLine());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A line for each whole percent.
    private static Consumer<EngineInstaller.Progress> shown(Terminal terminal) {
        var last = new long[] {-1};
        return progress -> {
            long percent = 100 * progress.doneBytes() / progress.wholeBytes();
            if (percent != last[0]) {
                last[0] = percent;
                terminal.progress(percent + " % " + progress.artifact());
            }
        };
    }
}
