package hearth.app.logs;

import hearth.app.install.HearthHome;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/// Writes what somebody who helps needs to know into one zip of plain text. Everything passes the
/// [Redaction] once more; of the wallet's folder not even names are in it. Nothing is sent
/// anywhere.
public final class Diagnostics {
    private static final int LONGEST_LOG = 1 << 20;
    private static final int MOST_FILES = 2_000;

    /// The owner gave the device its name.
    private static final Pattern DEVICE_NAME =
            Pattern.compile("(\"deviceName\"\\s*:\\s*)\"(?:[^\"\\\\]|\\\\.)*\"");

    private final HearthHome home;
    private final Redaction redaction;

    public Diagnostics(HearthHome home) {
        this.home = home;
        this.redaction = Logs.redaction(home);
    }

    /// One text in the zip.
    ///
    /// @param bytes of its UTF-8 form
    public record Entry(String name, long bytes) {}

    /// @param texts what the program says about itself, by the name of the entry
    /// @return what was written, in order
    /// @throws FileAlreadyExistsException if there is such a file already
    /// @throws IOException if the disk does not take it; no half file stays
    public List<Entry> write(Path file, String version, Instant now, Map<String, String> texts)
            throws IOException {
        var all = new TreeMap<String, String>();
        texts.forEach((name, text) -> all.put(name, clean(text)));
        all.put("files.txt", clean(files()));
        for (var log : new Logs(home).files("")) {
            all.put("logs/" + log.getFileName(), clean(tail(log)));
        }
        all.put("README.txt", readme(version, now, all));
        var zip = zip(all);
        try {
            Files.write(file, zip, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        } catch (FileAlreadyExistsException taken) {
            throw taken;
        } catch (IOException full) {
            Files.deleteIfExists(file);
            throw full;
        }
        return all.entrySet().stream()
                .map(
                        e ->
                                new Entry(
                                        e.getKey(),
                                        e.getValue().getBytes(StandardCharsets.UTF_8).length))
                .toList();
    }

    private static byte[] zip(Map<String, String> texts) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(bytes, StandardCharsets.UTF_8)) {
            for (var text : texts.entrySet()) {
                zip.putNextEntry(new ZipEntry(text.getKey()));
                zip.write(text.getValue().getBytes(StandardCharsets.UTF_8));
                zip.closeEntry();
            }
        }
        return bytes.toByteArray();
    }

    private String clean(String text) {
        return redaction.of(DEVICE_NAME.matcher(text).replaceAll("$1\"[computer]\""));
    }

    private static String readme(String version, Instant now, Map<String, String> texts) {
        return """
                Diagnostics of Hearth %s, written %s

                Written by `hearth diagnostics` on this computer; nothing was sent to anybody. Everything is plain text: read it
                before you pass it on. Keys, recovery words, passwords, tokens, whole addresses, network addresses and the names
                of your folders were taken out; hashes and ids keep four digits at each end. The wallet's folder was not read.

                %s
                """
                .formatted(version, now, String.join("\n", texts.keySet()));
    }

    /// What lies in the data folder, by name, without the wallet.
    private String files() {
        try (Stream<Path> found = Files.walk(home.folder())) {
            var lines = new ArrayList<String>();
            found.filter(f -> !f.startsWith(home.wallet()))
                    .sorted()
                    .limit(MOST_FILES)
                    .forEach(f -> lines.add(line(f)));
            return String.join("\n", lines) + "\n";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String line(Path file) {
        try {
            var facts = Files.readAttributes(file, BasicFileAttributes.class);
            return "%12s  %s  %s"
                    .formatted(
                            facts.isDirectory() ? "folder" : Long.toString(facts.size()),
                            facts.lastModifiedTime().toInstant(),
                            home.folder().relativize(file));
        } catch (IOException goneMeanwhile) {
            return "%12s  %s".formatted("gone", home.folder().relativize(file));
        }
    }

    private static String tail(Path log) throws IOException {
        try (var file = new RandomAccessFile(log.toFile(), "r")) {
            long skipped = Math.max(0, file.length() - LONGEST_LOG);
            var bytes = new byte[Math.toIntExact(file.length() - skipped)];
            file.seek(skipped);
            file.readFully(bytes);
            return (skipped > 0 ? "… " + skipped + " bytes before\n" : "")
                    + new String(bytes, StandardCharsets.UTF_8);
        }
    }
}
