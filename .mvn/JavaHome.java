import java.nio.file.Files;
import java.nio.file.Path;

/// Writes the folder of the JDK that runs this into a file.
class JavaHome {
    public static void main(String[] args) throws Exception {
        var file = Path.of(args[0]);
        Files.createDirectories(file.getParent());
        Files.writeString(file, System.getProperty("java.home") + "\n");
    }
}
