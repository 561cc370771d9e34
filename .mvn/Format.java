import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.JavaFormatterOptions;
import com.google.googlejavaformat.java.RemoveUnusedImports;
import com.google.googlejavaformat.java.ImportOrderer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// Checks (`check`) or rewrites (`apply`) every Java source below a folder with google-java-format, AOSP style.
/// Runs on the tool chain's JDK: Spotless formats inside Maven's own JVM, which may be too old for our syntax.
class Format {
    private static final int WIDTH = 100;
    private static final int FRAGMENT = 45;
    private static final Pattern BROKEN_DOC = Pattern.compile("(?m)^( *)///(.*)\\n\\1// ");
    private static final Pattern DOC_LINE = Pattern.compile("( *)/// (?![@|<*-])(\\S.*)");

    /// The formatter wraps a long `///` line into a `//` line, which would end the doc comment; and what it
    /// wraps stays a fragment on a line of its own.
    private static String mendMarkdown(String source) {
        String mended = BROKEN_DOC.matcher(source).replaceAll("$1///$2\n$1/// ");
        return mended.equals(source) ? joinFragments(source) : mendMarkdown(mended);
    }

    /// Fills a fragment that overflowed from the line above with the words of the lines below.
    private static String joinFragments(String source) {
        var lines = new ArrayList<>(List.of(source.split("\n", -1)));
        for (int i = 1; i + 1 < lines.size(); i++) {
            var above = DOC_LINE.matcher(lines.get(i - 1));
            var here = DOC_LINE.matcher(lines.get(i));
            var below = DOC_LINE.matcher(lines.get(i + 1));
            boolean text = here.matches() && below.matches() && lines.get(i - 1).strip().startsWith("///");
            if (!text || here.group(2).length() > FRAGMENT) continue;
            int room = WIDTH - lines.get(i - 1).length();
            if (here.group(2).split(" ", 2)[0].length() + 1 <= room) continue;
            String all = here.group(2) + " " + below.group(2);
            int cut = WIDTH - here.group(1).length() - "/// ".length();
            if (all.length() <= cut) {
                lines.set(i, here.group(1) + "/// " + all);
                lines.remove(i + 1);
                i--;
            } else {
                int space = all.lastIndexOf(' ', cut);
                lines.set(i, here.group(1) + "/// " + all.substring(0, space));
                lines.set(i + 1, here.group(1) + "/// " + all.substring(space + 1));
            }
        }
        return String.join("\n", lines);
    }

    public static void main(String[] args) throws Exception {
        boolean apply = args[0].equals("apply");
        var root = Path.of(args[1]);
        var style = JavaFormatterOptions.Style.AOSP;
        var formatter = new Formatter(JavaFormatterOptions.builder().style(style).build());
        List<Path> sources;
        try (var walk = Files.walk(root)) {
            sources = walk.filter(p -> p.toString().endsWith(".java"))
                    .filter(p -> p.toString().replace('\\', '/').contains("/src/"))
                    .filter(p -> !p.toString().contains("node_modules") && !p.toString().contains("/target/"))
                    .sorted().toList();
        }
        var wrong = new ArrayList<Path>();
        for (var source : sources) {
            var before = Files.readString(source);
            String after;
            try {
                after = mendMarkdown(formatter.formatSource(
                    ImportOrderer.reorderImports(RemoveUnusedImports.removeUnusedImports(before), style)));
            } catch (com.google.googlejavaformat.java.FormatterException e) {
                System.err.println("not Java: " + root.relativize(source) + ":" + e.getMessage());
                System.exit(1);
                return;
            }
            if (before.equals(after)) continue;
            wrong.add(source);
            if (apply) Files.writeString(source, after);
        }
        if (wrong.isEmpty() || apply) {
            System.out.println("format: " + sources.size() + " files, " + wrong.size() + " rewritten");
            return;
        }
        wrong.forEach(p -> System.err.println("not formatted: " + root.relativize(p)));
        System.err.println("Run ./mvnw -Pformat to format them.");
        System.exit(1);
    }
}
