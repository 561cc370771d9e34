package hearth.hardware.desktop;

import hearth.hardware.desktop.BusWriter.Any;
import hearth.hardware.desktop.TrayFace.Choice;
import hearth.hardware.desktop.TrayFace.Item;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// The menu of a tray icon in the words of `com.canonical.dbusmenu`: line 0 is the menu itself, the
/// others are numbered as they stand.
record TrayMenu(List<Item> items) {
    /// Type of a line with those below it: its number, its properties, its children.
    static final String LAYOUT = "(ia{sv}av)";

    List<Object> layout(int line) {
        if (line != 0) {
            return List.of(line, properties(line), List.of());
        }
        var children =
                numbers().<Object>map(n -> new Any(LAYOUT, List.of(n, properties(n), List.of())));
        return List.of(0, Map.of("children-display", Any.text("submenu")), children.toList());
    }

    /// (number, properties) of these lines; of all where none is named.
    List<Object> properties(List<?> wanted) {
        return numbers()
                .filter(n -> wanted.isEmpty() || wanted.contains((long) n))
                .<Object>map(n -> List.of(n, properties(n)))
                .toList();
    }

    private Stream<Integer> numbers() {
        return Stream.iterate(1, n -> n + 1).limit(items.size());
    }

    Map<String, Any> properties(int line) {
        if (line < 1 || line > items.size()) {
            return Map.of();
        }
        var item = items.get(line - 1);
        var known = new LinkedHashMap<String, Any>();
        // An underline would mark a key; ours have none.
        known.put("label", Any.text(item.label().replace("_", "__")));
        known.put("enabled", new Any("b", true));
        known.put("visible", new Any("b", true));
        item.on()
                .ifPresent(
                        on -> {
                            known.put("toggle-type", Any.text("checkmark"));
                            known.put("toggle-state", new Any("i", on ? 1 : 0));
                        });
        return known;
    }

    Optional<Choice> choice(int line) {
        return line < 1 || line > items.size()
                ? Optional.empty()
                : Optional.of(items.get(line - 1).choice());
    }
}
