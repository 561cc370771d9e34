package hearth.trainer.sandbox;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/// A sandbox profile of macOS as the lists that it is written in: `(allow file-read* (subpath
/// "/x"))`. Refuses what is not whole.
sealed interface Profile {
    record Word(String text) implements Profile {}

    record Text(String value) implements Profile {}

    record Form(List<Profile> parts) implements Profile {
        String head() {
            return parts.getFirst() instanceof Word(var text) ? text : "";
        }

        /// The second word, such as the operation that is allowed.
        String operation() {
            return parts.size() > 1 && parts.get(1) instanceof Word(var text) ? text : "";
        }

        List<Form> filters() {
            return parts.stream().filter(Form.class::isInstance).map(Form.class::cast).toList();
        }

        String argument() {
            return parts.get(1) instanceof Text(var value) ? value : "";
        }
    }

    Pattern TOKEN =
            Pattern.compile("\\s*(?:(\\()|(\\))|\"((?:[^\"\\\\]|\\\\.)*)\"|([^\\s()\"]+))\\s*");

    /// All forms of a profile, in order.
    static List<Form> read(String text) {
        var open = new ArrayList<List<Profile>>();
        open.add(new ArrayList<>());
        var matcher = TOKEN.matcher(text);
        int at = 0;
        for (; at < text.length(); at = matcher.end()) {
            if (!matcher.region(at, text.length()).lookingAt()) {
                throw new IllegalArgumentException("not a profile at " + at);
            }
            if (matcher.group(1) != null) {
                open.add(new ArrayList<>());
            } else if (matcher.group(2) != null) {
                if (open.size() < 2 || open.getLast().isEmpty()) {
                    throw new IllegalArgumentException("a bracket too many at " + at);
                }
                var form = new Form(List.copyOf(open.removeLast()));
                open.getLast().add(form);
            } else if (matcher.group(3) != null) {
                open.getLast().add(new Text(matcher.group(3).replaceAll("\\\\(.)", "$1")));
            } else {
                open.getLast().add(new Word(Objects.requireNonNull(matcher.group(4))));
            }
        }
        if (open.size() != 1) {
            throw new IllegalArgumentException("a bracket too few");
        }
        return open.getFirst().stream()
                .map(
                        part -> {
                            if (part instanceof Form form) {
                                return form;
                            }
                            throw new IllegalArgumentException("a word outside of brackets");
                        })
                .toList();
    }
}
