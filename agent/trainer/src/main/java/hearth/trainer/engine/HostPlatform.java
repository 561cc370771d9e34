package hearth.trainer.engine;

import java.util.Locale;

/// Operating system and processor, in the words that engines are named with.
///
/// @param word such as `linux-x86_64`, `win-x86_64`, `osx-aarch64`
public record HostPlatform(String word) {
    private static final String APPLE_SILICON = "osx-aarch64";

    /// Where this process runs.
    public static HostPlatform current() {
        return of(System.getProperty("os.name"), System.getProperty("os.arch"));
    }

    static HostPlatform of(String os, String arch) {
        String system = os.toLowerCase(Locale.ROOT);
        String family =
                system.startsWith("win") ? "win" : system.startsWith("mac") ? "osx" : "linux";
        return new HostPlatform(family + "-" + (arch.equals("amd64") ? "x86_64" : arch));
    }

    public boolean isAppleSilicon() {
        return word.equals(APPLE_SILICON);
    }

    boolean isWindows() {
        return word.startsWith("win-");
    }
}
