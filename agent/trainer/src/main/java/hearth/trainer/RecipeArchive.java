package hearth.trainer;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/// Packs recipe source into TorchScript archives, without Python, at build time. An archive is a
/// zip of stored entries below one folder: the program (`code/__torch__/*.py`), one pickled object
/// without attributes (`data.pkl`) of the class `__torch__.program.Program`, no constants, a format
/// version and a byte order. A recipe is `NAME/model.py` and what it and the shared `program.py`
/// use of the folder `shared`. The same source gives the same bytes.
public final class RecipeArchive {
    /// What torch.jit writes for programs that use none of the later format's extras.
    private static final String FORMAT_VERSION = "3\n";

    private static final LocalDateTime ENTRY_TIME = LocalDateTime.of(1980, 1, 1, 0, 0);
    private static final String SHARED = "shared";
    private static final String PROGRAM = "program";
    private static final Pattern USE = Pattern.compile("__torch__\\.([a-z]+)\\.");

    private RecipeArchive() {}

    /// Packs every folder of `args[0]` but `shared` into `args[1]/NAME.pt`.
    public static void main(String[] args) throws IOException {
        var target = Files.createDirectories(Path.of(args[1]));
        for (var recipe : recipes(Path.of(args[0]))) {
            var name = recipe.getFileName().toString();
            Files.write(target.resolve(name + ".pt"), pack(name, sources(recipe)));
        }
    }

    /// @param name of the folder that everything lies in
    /// @param sources program text by file name; `program.py` has the class
    public static byte[] pack(String name, SortedMap<String, String> sources) {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(bytes)) {
            put(zip, name + "/data.pkl", pickledObject());
            for (var source : sources.entrySet()) {
                put(zip, name + "/code/__torch__/" + source.getKey(), utf8(source.getValue()));
            }
            put(zip, name + "/constants.pkl", pickledEmptyTuple());
            put(zip, name + "/version", utf8(FORMAT_VERSION));
            put(zip, name + "/byteorder", utf8("little"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    static SortedMap<String, String> sources(Path recipe) throws IOException {
        var sources = new TreeMap<String, String>();
        add(recipe, PROGRAM, sources);
        return sources;
    }

    /// Adds a file, the recipe's own or else a shared one, and all that it uses.
    private static void add(Path recipe, String module, SortedMap<String, String> sources)
            throws IOException {
        var name = module + ".py";
        if (sources.containsKey(name)) {
            return;
        }
        var own = recipe.resolve(name);
        var file = Files.exists(own) ? own : recipe.resolveSibling(SHARED).resolve(name);
        // A checkout on Windows may have CRLF; the archive must not differ for it.
        var text = Files.readString(file).replace("\r\n", "\n");
        sources.put(name, text);
        for (var use : USE.matcher(text).results().toList()) {
            add(recipe, use.group(1), sources);
        }
    }

    static List<Path> recipes(Path sources) throws IOException {
        return children(sources).stream().filter(p -> !p.endsWith(SHARED)).toList();
    }

    private static List<Path> children(Path folder) throws IOException {
        try (var entries = Files.list(folder)) {
            return entries.sorted(Comparator.comparing(Path::toString)).toList();
        }
    }

    /// Pickle protocol 2: GLOBAL class, EMPTY_TUPLE, NEWOBJ, EMPTY_DICT as state, BUILD, STOP.
    private static byte[] pickledObject() {
        var out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {(byte) 0x80, 2});
        out.writeBytes(utf8("c__torch__." + PROGRAM + "\nProgram\n"));
        out.writeBytes(new byte[] {')', (byte) 0x81, '}', 'b', '.'});
        return out.toByteArray();
    }

    private static byte[] pickledEmptyTuple() {
        return new byte[] {(byte) 0x80, 2, ')', '.'};
    }

    private static void put(ZipOutputStream zip, String name, byte[] content) throws IOException {
        var crc = new CRC32();
        crc.update(content);
        var entry = new ZipEntry(name);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(content.length);
        entry.setCrc(crc.getValue());
        entry.setTimeLocal(ENTRY_TIME);
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
