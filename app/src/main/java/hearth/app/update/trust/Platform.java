package hearth.app.update.trust;

import java.util.Locale;

/// The kinds of computers that releases are made for, such as `linux-x86_64`.
public final class Platform {
    private Platform() {}

    public static String current() {
        return of(System.getProperty("os.name"), System.getProperty("os.arch"));
    }

    static String of(String os, String arch) {
        String system = os.toLowerCase(Locale.ROOT);
        String name =
                system.startsWith("windows")
                        ? "windows"
                        : system.startsWith("mac") ? "macos" : "linux";
        String machine =
                switch (arch.toLowerCase(Locale.ROOT)) {
                    case "amd64", "x86_64" -> "x86_64";
                    case "aarch64", "arm64" -> "aarch64";
                    default -> "other";
                };
        return name + "-" + machine;
    }
}
