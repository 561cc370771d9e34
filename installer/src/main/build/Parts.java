import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.zip.ZipFile;

/// What an image is made of and under which licences: reads the bill of materials that Maven wrote,
/// keeps what the image really has, adds what Maven does not know, and writes the licences down.
final class Parts {
    private static final Pattern NOTICES =
            Pattern.compile("(?i)(META-INF/)?(LICEN[CS]E|NOTICE|COPYING)([-.][^/]*)?");

    /// Jars that only name others.
    private static final List<String> CLASS_PATHS = List.of("hearth.jar", "agent.jar");

    /// Parts that are no jars: name, version or file that tells it, licence.
    private record Other(String name, String version, String licence) {}

    private final ObjectMapper json = new ObjectMapper();
    private final Path image;
    private final TreeMap<String, String> lines = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

    Parts(Path image) {
        this.image = image;
    }

    /// Writes `share/licences` of the image.
    ///
    /// @return the bill of materials without the texts
    String write(Path bom) throws IOException {
        var root = (ObjectNode) json.readTree(Files.readString(bom));
        var kept = json.createArrayNode();
        var jars = jars();
        var unknown = new ArrayList<>(jars);
        for (var part : root.required("components")) {
            String name = part.required("name").stringValue();
            String version = part.required("version").stringValue();
            if (jars.stream().noneMatch(jar -> jar.startsWith(name + "-" + version))) {
                continue;
            }
            unknown.removeIf(jar -> jar.startsWith(name + "-" + version));
            var licences = licences(part);
            if (!name.startsWith("hearth-")) {
                lines.put(name, name + "\t" + version + "\t" + String.join(", ", licences));
            }
            kept.add(part);
        }
        if (!unknown.isEmpty()) {
            throw new IllegalStateException(
                    "The bill of materials lacks "
                            + unknown
                            + "; Maven writes it only when online");
        }
        for (var other : others()) {
            lines.put(other.name(), other.name() + "\t" + other.version() + "\t" + other.licence());
            var node = kept.addObject().put("type", "library").put("name", other.name());
            node.put("version", other.version());
            node.putArray("licenses").addObject().put("expression", other.licence());
        }
        root.set("components", kept);
        root.remove("dependencies");
        noticesOfJars();
        Files.write(licenceFile("parts.tsv"), lines.values());
        return json.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n";
    }

    private List<Other> others() throws IOException {
        var release = Files.readString(image.resolve("runtime/release"));
        var java = Pattern.compile("JAVA_VERSION=\"([^\"]+)\"").matcher(release);
        String version = java.find() ? java.group(1) : "25";
        return List.of(
                new Other("OpenJDK", version, "GPL-2.0-only WITH Classpath-exception-2.0"),
                new Other("Foundry anvil", "1.7.1", "MIT OR Apache-2.0"),
                new Other("OpenZeppelin Contracts", "5.7.0", "MIT"),
                new Other("libtorch", "2.7.1", "BSD-3-Clause"),
                new Other("Inter", "4", "OFL-1.1"));
    }

    private List<String> jars() {
        return new Tree(image.resolve("lib"))
                .paths().stream()
                        .map(path -> path.getFileName().toString())
                        .filter(name -> name.endsWith(".jar") && !CLASS_PATHS.contains(name))
                        .toList();
    }

    /// Writes the texts of the licences down on the way, and takes them out of the bill.
    private List<String> licences(JsonNode part) throws IOException {
        var names = new ArrayList<String>();
        for (var choice : part.path("licenses")) {
            var licence = choice.path("license");
            String name =
                    licence.path("id")
                            .asString(
                                    licence.path("name")
                                            .asString(choice.path("expression").asString("")));
            names.add(name);
            var text = licence.path("text");
            if (text.has("content") && licence.has("id")) {
                byte[] words =
                        text.path("encoding").asString("").equals("base64")
                                ? Base64.getMimeDecoder()
                                        .decode(text.required("content").stringValue())
                                : text.required("content")
                                        .stringValue()
                                        .getBytes(StandardCharsets.UTF_8);
                Files.write(licenceFile(name + ".txt"), words);
            }
            if (licence instanceof ObjectNode object) {
                object.remove("text");
            }
        }
        return names;
    }

    /// What the parts themselves say: copyright lines and notices.
    private void noticesOfJars() throws IOException {
        for (var path : new Tree(image.resolve("lib")).paths()) {
            String name = path.getFileName().toString();
            if (!name.endsWith(".jar") || name.startsWith("hearth")) {
                continue;
            }
            try (var jar = new ZipFile(path.toFile())) {
                for (var entry : jar.stream().toList()) {
                    if (!entry.isDirectory() && NOTICES.matcher(entry.getName()).matches()) {
                        String base = entry.getName().replace("META-INF/", "");
                        var file = licenceFile(name.replaceFirst("\\.jar$", "") + "/" + base);
                        try (var in = jar.getInputStream(entry)) {
                            Files.write(file, in.readAllBytes());
                        }
                    }
                }
            }
        }
    }

    private Path licenceFile(String name) throws IOException {
        var file = image.resolve("share/licences").resolve(name);
        Files.createDirectories(file.getParent());
        return file;
    }
}
