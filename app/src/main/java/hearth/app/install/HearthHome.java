package hearth.app.install;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// The data folder of one user: everything that must survive an update. `HEARTH_HOME` chooses it;
/// otherwise it lies where the operating system expects it.
///
/// @param folder absolute
/// @param joined the deployed network that it takes part in; empty for its own practice network
public record HearthHome(Path folder, Optional<JoinedNetwork> joined) {
    /// The name of the network that each data folder has for itself.
    public static final String PRACTICE = "practice";

    private static final String VARIABLE = "HEARTH_HOME";

    /// On the practice network.
    public HearthHome(Path folder) {
        this(folder, Optional.empty());
    }

    /// Opens, and where needed makes, the folder for this user alone.
    ///
    /// @throws CommandFailure if it cannot be written, or it is not known which network it is on
    public static HearthHome open() {
        return open(here());
    }

    /// The same on its practice network, whatever network it takes part in.
    public static HearthHome openForPractice() {
        return made(here());
    }

    private static Path here() {
        return locate(
                System.getenv(),
                System.getProperty("os.name"),
                Path.of(System.getProperty("user.home")));
    }

    public static HearthHome open(Path folder) {
        return made(folder).asJoined();
    }

    /// The same folder with the network that it takes part in now.
    public HearthHome asJoined() {
        return new HearthHome(folder, JoinedNetwork.read(folder));
    }

    /// Takes part in a network from now on; processes that run stay where they are.
    public HearthHome join(JoinedNetwork network) {
        network.write(folder);
        return new HearthHome(folder, Optional.of(network));
    }

    /// Goes back to the practice network; what lies in the folder stays.
    public HearthHome leave() {
        JoinedNetwork.forget(folder);
        return new HearthHome(folder);
    }

    /// The name of the network in use.
    public String network() {
        return joined.map(JoinedNetwork::name).orElse(PRACTICE);
    }

    private static HearthHome made(Path folder) {
        try {
            if (Files.notExists(folder)) {
                Files.createDirectories(folder);
                if (FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
                    Files.setPosixFilePermissions(
                            folder, PosixFilePermissions.fromString("rwx------"));
                }
            }
            var probe = Files.createTempFile(folder, "writable", null);
            Files.delete(probe);
        } catch (IOException e) {
            throw new CommandFailure(
                    CommandFailure.FAILED,
                    "Hearth cannot write to its data folder "
                            + folder
                            + ". Mend its permissions or set "
                            + VARIABLE
                            + ".",
                    e);
        }
        return new HearthHome(folder);
    }

    static Path locate(Map<String, String> environment, String os, Path userHome) {
        String chosen = environment.get(VARIABLE);
        if (chosen != null && !chosen.isBlank()) {
            return Path.of(chosen).toAbsolutePath().normalize();
        }
        String system = os.toLowerCase(Locale.ROOT);
        if (system.startsWith("windows")) {
            String local = environment.get("LOCALAPPDATA");
            return (local == null ? userHome.resolve("AppData/Local") : Path.of(local))
                    .resolve("Hearth");
        }
        if (system.startsWith("mac")) {
            return userHome.resolve("Library/Application Support/Hearth");
        }
        String data = environment.get("XDG_DATA_HOME");
        boolean absolute = data != null && data.startsWith("/");
        return (absolute ? Path.of(data) : userHome.resolve(".local/share")).resolve("hearth");
    }

    /// The agent's journal, device key and caches: one for each network, because each knows its
    /// own leases and its own coordinator.
    public Path agent() {
        return joined.map(network -> folder.resolve("agents").resolve(network.name()))
                .orElseGet(() -> folder.resolve("agent"));
    }

    /// The sealed profiles of deployed networks.
    public Path networks() {
        return folder.resolve("networks");
    }

    /// The practice network: chain, coordinator, operator key.
    public Path practice() {
        return folder.resolve(PRACTICE);
    }

    public Path wallet() {
        return folder.resolve("wallet");
    }

    /// The sealed keys.
    public Path walletFile() {
        return wallet().resolve("wallet.json");
    }

    /// The wallet's journal of transactions.
    public Path walletJournal() {
        return wallet().resolve("transactions.db");
    }

    /// Password of a wallet that a headless practice run made for its own play money.
    public Path practicePassword() {
        return practice().resolve("wallet-password");
    }

    /// The unpacked training engines.
    public Path engines() {
        return folder.resolve("engines");
    }

    public Path logs() {
        return folder.resolve("logs");
    }
}
