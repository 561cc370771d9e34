package hearth.app.cli;

import hearth.app.install.CommandFailure;
import hearth.app.install.HearthHome;
import hearth.keys.OwnerOnlyFile;
import hearth.keys.Secret;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/// Secrets of a command, one a line from standard input: arguments would show in every process
/// list. Where a person sits at a terminal, it asks without echo.
final class SecretInput {
    private static final int MAX_SECRET = 1024;

    private final BufferedReader lines;
    private final Terminal terminal;
    private final HearthHome home;

    SecretInput(Terminal terminal, HearthHome home) {
        this.terminal = terminal;
        this.home = home;
        this.lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    }

    /// The next line, which must not be empty.
    Secret ask(String what) {
        return read(what)
                .orElseThrow(
                        () ->
                                new CommandFailure(
                                        CommandFailure.USAGE,
                                        "Write the " + what + " to standard input, one line."));
    }

    /// The wallet's password; where standard input has none, the one that the headless practice run
    /// made and keeps in its own owner-only file.
    Secret password() {
        return read("password")
                .or(this::practicePassword)
                .orElseThrow(
                        () ->
                                new CommandFailure(
                                        CommandFailure.USAGE,
                                        "Write the wallet's password to standard input, one line."));
    }

    private Optional<Secret> practicePassword() {
        try {
            return new OwnerOnlyFile(home.practicePassword(), 0)
                    .read(MAX_SECRET)
                    .map(Secret::taking);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Asks the person at the terminal; where there is none, nobody objects.
    @SuppressWarnings("SystemConsoleNull") // since JDK 25 it is null again without a terminal
    static boolean agrees(String question) {
        var console = System.console();
        if (console == null || !console.isTerminal()) {
            return true;
        }
        String answer = console.readLine("%s ", question);
        return answer != null && answer.strip().equalsIgnoreCase("y");
    }

    @SuppressWarnings("SystemConsoleNull") // since JDK 25 it is null again without a terminal
    private Optional<Secret> read(String what) {
        var console = System.console();
        if (console != null && console.isTerminal()) {
            WalletMarkCommand.above(home).forEach(terminal::progress);
            char[] typed = console.readPassword("%s: ", what);
            return typed == null || typed.length == 0
                    ? Optional.empty()
                    : Optional.of(Secret.ofText(typed));
        }
        try {
            String line = lines.readLine();
            if (line == null || line.isBlank()) {
                return Optional.empty();
            }
            char[] text = line.toCharArray();
            try {
                return Optional.of(Secret.ofText(text));
            } finally {
                Arrays.fill(text, '\0');
            }
        } catch (IOException e) {
            terminal.progress("standard input broke off");
            return Optional.empty();
        }
    }
}
