package hearth.app.window;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A `hearth://` link: a place in the window and the name of a thing there. It only shows; nothing
/// is ever done, paid or joined by it. What is not exactly such a link is none.
///
/// @param page where it leads
/// @param thing such as a job's id or a pairing code: letters, digits and hyphens
public record DeepLink(Page page, Optional<String> thing) {
    private static final Pattern FORM =
            Pattern.compile("hearth://([a-z]{1,16})(?:/([A-Za-z0-9-]{1,64}))?/?");
    private static final int LONGEST = 100;

    /// Places that have another name than their page, and whether they name a thing.
    private static final Map<String, Page> NAMED =
            Map.of("job", Page.JOBS, "pair", Page.HARDWARE, "claim", Page.WALLET);

    /// Nothing for anything that is not exactly a link of ours.
    public static Optional<DeepLink> read(String text) {
        if (text.length() > LONGEST) {
            return Optional.empty();
        }
        var found = FORM.matcher(text);
        if (!found.matches()) {
            return Optional.empty();
        }
        String place = found.group(1);
        Optional<String> thing = Optional.ofNullable(found.group(2));
        boolean named = place.equals("job") || place.equals("pair");
        if (named != thing.isPresent()) {
            return Optional.empty();
        }
        return page(place).map(page -> new DeepLink(page, thing));
    }

    private static Optional<Page> page(String place) {
        return Optional.ofNullable(NAMED.get(place))
                .or(
                        () ->
                                Stream.of(Page.values())
                                        .filter(
                                                page ->
                                                        page.name()
                                                                .toLowerCase(Locale.ROOT)
                                                                .equals(place))
                                        .findFirst());
    }
}
