package hearth.app.window;

import static org.junit.platform.engine.discovery.ClassNameFilter.excludeClassNamePatterns;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectPackage;

import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/// A process of its own that runs tests of the window on the screen that it was given.
final class OnScreen {
    private OnScreen() {}

    /// @param names of test classes of this package; none for all of them
    public static void main(String[] names) {
        var listener = new SummaryGeneratingListener();
        List<DiscoverySelector> chosen =
                names.length == 0
                        ? List.of(selectPackage(OnScreen.class.getPackageName()))
                        : Stream.of(names).<DiscoverySelector>map(OnScreen::named).toList();
        LauncherFactory.create()
                .execute(
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(chosen)
                                .filters(excludeClassNamePatterns(".*\\.XvfbTest"))
                                .build(),
                        listener);
        var summary = listener.getSummary();
        var out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        summary.printFailuresTo(out);
        out.println(summary.getTestsSucceededCount() + " held on the screen");
        System.exit(summary.getTotalFailureCount() == 0 ? 0 : 1);
    }

    private static DiscoverySelector named(String name) {
        return selectClass(OnScreen.class.getPackageName() + "." + name);
    }
}
