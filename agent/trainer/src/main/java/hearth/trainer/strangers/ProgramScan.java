package hearth.trainer.strangers;

import hearth.trainer.RecipeArchive;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.ZipInputStream;

/// Looks at a stranger's archive before native code does. It must be, byte for byte, what our own
/// packer makes of one of our recipes with another `model.py`, so nothing in it is the stranger's
/// but that text: no entry, no field of the zip form, no pickled object, no constant, and not the
/// training step. That text is held against [ProgramText]. A filter in front of the sandbox,
/// not in its place. Any thread.
public final class ProgramScan {
    /// Of a whole archive.
    public static final int MOST_BYTES = 1 << 20;

    private static final String CODE = "/code/__torch__/";
    private static final String MODEL = "model.py";
    private static final int MOST_ENTRIES = 32;

    private ProgramScan() {}

    /// @param recipe name of the recipe whose program it replaces
    /// @param ours that recipe's own archive
    /// @return what is wrong with it, a sentence without its own words but for one name
    public static Optional<String> objection(String recipe, byte[] ours, byte[] archive) {
        if (archive.length > MOST_BYTES) {
            return Optional.of("the archive is over 1 MiB");
        }
        var sources = sources(recipe, ours);
        var model = sources(recipe, archive).get(MODEL);
        if (model == null) {
            return Optional.of("the archive has no readable model.py of the recipe " + recipe);
        }
        var objection = ProgramText.objection(model);
        if (objection.isPresent()) {
            return objection.map(o -> MODEL + " " + o);
        }
        sources.put(MODEL, model);
        if (!Arrays.equals(RecipeArchive.pack(recipe, sources), archive)) {
            return Optional.of(
                    "the archive is not, byte for byte, our recipe with another model.py");
        }
        return Optional.empty();
    }

    /// What can be read of the sources; nothing of it is believed before the archive was packed
    /// again.
    private static SortedMap<String, String> sources(String recipe, byte[] archive) {
        var sources = new TreeMap<String, String>();
        try (var zip = new ZipInputStream(new ByteArrayInputStream(archive))) {
            int entries = 0;
            for (var e = zip.getNextEntry(); e != null; e = zip.getNextEntry()) {
                var content = zip.readNBytes(MOST_BYTES + 1);
                if (++entries > MOST_ENTRIES || content.length > MOST_BYTES) {
                    return new TreeMap<>();
                }
                var name = e.getName();
                if (name.startsWith(recipe + CODE)) {
                    sources.put(
                            name.substring(recipe.length() + CODE.length()),
                            new String(content, StandardCharsets.ISO_8859_1));
                }
            }
        } catch (IOException | IllegalArgumentException e) {
            // Damaged from here on; what was read decides, and it will not match.
        }
        return sources;
    }
}
