import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The .msi of Windows and the .dmg of macOS, made by jpackage on those systems. Never run by us so
/// far: see the README.
///
/// @param image laid out, with its runtime
/// @param out folder of the downloads
/// @param module folder of the installer module
record OtherPackages(Tree image, Path out, String version, Path module) {
    void make(boolean mac) throws IOException {
        var work = out.resolveSibling("work");
        new Tree(work).delete();
        Files.createDirectories(work);
        var runtime = work.resolve("runtime");
        Files.move(image.root().resolve("runtime"), runtime);
        var icons =
                new Icons(module.resolve("../app/src/main/resources/hearth/app/look/hearth.svg"));
        var icon = work.resolve(mac ? "hearth.icns" : "hearth.ico");
        if (mac) {
            icons.mac(icon);
        } else {
            icons.windows(icon);
        }
        run(command(mac, runtime, icon));
        Files.move(runtime, image.root().resolve("runtime"));
    }

    private List<String> command(boolean mac, Path runtime, Path icon) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "jpackage").toString());
        command.addAll(List.of("--type", mac ? "dmg" : "msi"));
        // macOS refuses a version that begins with 0.
        boolean early = mac && version.startsWith("0.");
        command.addAll(List.of("--app-version", early ? "1" + version.substring(1) : version));
        command.addAll(common(runtime, icon));
        if (mac) {
            command.addAll(List.of("--mac-package-identifier", "network.hearth.Hearth"));
            String identity = System.getenv("HEARTH_MAC_SIGN_IDENTITY");
            if (identity != null && !identity.isBlank()) {
                command.addAll(List.of("--mac-sign", "--mac-signing-key-user-name", identity));
            }
        } else {
            command.addAll(
                    List.of("--win-menu", "--win-per-user-install", "--win-shortcut-prompt"));
            command.addAll(List.of("--win-upgrade-uuid", "6a0f3c0e-6b6f-4c55-9a52-0a2f7f0c9d11"));
        }
        return command;
    }

    /// What jpackage gets on every system; the launcher then starts as `bin/hearth` does.
    List<String> common(Path runtime, Path icon) {
        var options = new ArrayList<String>();
        options.addAll(List.of("--name", "Hearth", "--vendor", "Hearth"));
        options.addAll(List.of("--dest", out.toString(), "--icon", icon.toString()));
        options.addAll(List.of("--input", image.root().toString()));
        options.addAll(List.of("--runtime-image", runtime.toString()));
        options.addAll(List.of("--main-jar", "lib/hearth.jar"));
        options.addAll(List.of("--main-class", "hearth.app.cli.Hearth"));
        for (var option :
                List.of(
                        "-XX:+UseSerialGC",
                        "-XX:+UseCompactObjectHeaders",
                        "-XX:MinHeapFreeRatio=10",
                        "-XX:MaxHeapFreeRatio=30",
                        "-XX:-UsePerfData",
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx256m",
                        "-Xss512k",
                        "--enable-native-access=ALL-UNNAMED",
                        "-Dhearth.image=$APPDIR")) {
            options.addAll(List.of("--java-options", option));
        }
        return options;
    }

    private void run(List<String> command) {
        Tool.run(out, Map.of(), command);
    }
}
