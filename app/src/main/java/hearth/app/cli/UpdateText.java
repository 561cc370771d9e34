package hearth.app.cli;

import hearth.app.update.Applied;
import hearth.app.update.Checked;
import hearth.app.update.UpdateBook;
import hearth.app.update.UpdateChoices;
import hearth.app.update.trust.Release;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Locale;

/// Updates in English sentences of our own; of what a server sent, only version numbers are shown.
final class UpdateText {
    private static final Duration OLD_NEWS = Duration.ofDays(7);

    private UpdateText() {}

    static String of(Checked checked) {
        return switch (checked) {
            case Checked.UpToDate(boolean withdrawn) ->
                    withdrawn
                            ? "This version was withdrawn, and there is no newer one yet."
                            : "This is the newest version for this computer.";
            case Checked.Ready(Release release, boolean withdrawn) ->
                    (withdrawn ? "This version was withdrawn. " : "")
                            + "Version "
                            + release.version()
                            + " can be installed with hearth update apply.";
            case Checked.Offline(var newsFrom) ->
                    "Nobody answered"
                            + newsFrom.map(at -> "; the newest news is of " + at).orElse("")
                            + ". Hearth goes on as it is.";
            case Checked.Refused(var reason) -> refused(reason.id());
            case Checked.NoTrust _ ->
                    "This build was made without keys for updates, so it believes nobody.";
            case Checked.Busy _ -> "Another process looks for updates or installs one.";
        };
    }

    private static String refused(String reason) {
        return "What was offered cannot be believed (" + reason + "). Nothing was changed.";
    }

    static String of(Applied applied) {
        return switch (applied) {
            case Applied.Installed(var version) ->
                    "Version " + version + " is in place; the next start takes it.";
            case Applied.RolledBack(var version, String reason) ->
                    "Version "
                            + version
                            + " did not work ("
                            + reason
                            + "), so the one before is in place again.";
            case Applied.NotHealthy(var version, String reason) ->
                    "Version "
                            + version
                            + " did not work when it was tried out ("
                            + reason
                            + "). Nothing was changed.";
            case Applied.Nothing(var why) -> of(why);
            case Applied.Refused(var reason) -> refused(reason.id());
            case Applied.Working _ ->
                    "This computer trains. Wait for it with --finish, or end it with --now.";
            case Applied.Managed(var version) ->
                    "There is version "
                            + version
                            + ". This installation belongs to a package: let the package manager install it.";
            case Applied.NoRoom(long bytes) ->
                    "The disk has too little room; " + (bytes >> 20) + " MiB are needed.";
            case Applied.Broken _ ->
                    "The line or the disk failed. Nothing was changed; try again later.";
        };
    }

    static String of(UpdateChoices choices) {
        return "Channel "
                + UpdateText.word(choices.channel())
                + "; it is "
                + (choices.automatic() ? "looked" : "not looked")
                + " for newer versions.";
    }

    static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    static String of(UpdateCommand.Status.Known status, Instant now) {
        var lines = new ArrayList<String>();
        lines.add("Version " + status.version() + ", channel " + word(status.channel()) + ".");
        lines.add(
                status.checkedAt()
                        .map(at -> "It was last looked for updates at " + at + ".")
                        .orElse("It was not looked for updates yet."));
        status.newsFrom()
                .filter(at -> at.plus(OLD_NEWS).isBefore(now))
                .ifPresent(at -> lines.add("The newest news is old, of " + at + "."));
        if (!status.trouble().isEmpty()) {
            lines.add("The last time it did not work: " + status.trouble() + ".");
        }
        status.nextStart().ifPresent(v -> lines.add("The next start takes version " + v + "."));
        status.ready().ifPresent(v -> lines.add("Version " + v + " can be installed."));
        if (status.managed()) {
            lines.add("This installation belongs to a package; its package manager updates it.");
        }
        for (UpdateBook.Event event : status.history()) {
            lines.add(
                    "  "
                            + event.at()
                            + "  "
                            + event.version()
                            + "  "
                            + word(event.kind())
                            + (event.reason().isEmpty() ? "" : " (" + event.reason() + ")"));
        }
        return String.join(System.lineSeparator(), lines);
    }
}
