package hearth.app.cli;

import hearth.app.install.CommandFailure;
import hearth.app.install.HearthHome;
import hearth.app.install.Image;
import hearth.app.service.Registration;
import hearth.app.service.ServiceOrder;
import hearth.app.update.Installation;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/// `hearth service`: the agent as a service of the signed-in user.
@Command(
        name = "service",
        description =
                "Run Hearth in the background from login on: install, remove or show the service of this user.",
        mixinStandardHelpOptions = true)
final class ServiceCommand implements Callable<Integer> {
    enum Verb {
        INSTALL,
        REMOVE,
        SHOW
    }

    /// @param failed the command that the system did not take; empty if all went well
    record Answer(String kind, String file, boolean installed, boolean running, String failed) {}

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli fills it in
    private CommandSpec spec;

    @Parameters(
            paramLabel = "install|remove|show",
            defaultValue = "SHOW",
            arity = "0..1",
            description = "Default: show.")
    private Verb verb = Verb.SHOW;

    @Option(
            names = "--coordinator",
            paramLabel = "URL",
            description =
                    "Work for this coordinator; without it, for the network that was joined, or the practice network.")
    private @Nullable URI coordinator;

    @Option(
            names = "--server",
            paramLabel = "ID",
            description = "The coordinator's key, 64 hex digits.")
    private @Nullable String server;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Override
    public Integer call() {
        var registration = Registration.of(order());
        var state =
                switch (verb) {
                    case INSTALL -> registration.install();
                    case REMOVE -> registration.remove();
                    case SHOW -> registration.state();
                };
        var answer =
                new Answer(
                        state.kind(),
                        state.file().toString(),
                        state.installed(),
                        state.running(),
                        state.failed().orElse(""));
        Terminal.of(spec, json).result(answer, forPeople(answer));
        return answer.failed().isEmpty() ? 0 : CommandFailure.FAILED;
    }

    /// Has a service that is installed work for the network that the data folder takes part in now.
    static void renew(Image image, HearthHome home) {
        var registration = registration(image, home);
        if (registration.state().installed()) {
            registration.install();
        }
    }

    /// For the network that the data folder takes part in now.
    static Registration registration(Image image, HearthHome home) {
        return Registration.of(order(image, home, ofNetwork(home)));
    }

    private static List<String> ofNetwork(HearthHome home) {
        return home.joined().isPresent() ? List.of("agent") : List.of("practice", "--host");
    }

    private ServiceOrder order() {
        var home = HearthHome.open();
        var arguments = new ArrayList<String>();
        if (coordinator == null) {
            arguments.addAll(ofNetwork(home));
        } else {
            arguments.addAll(List.of("agent", "--coordinator", coordinator.toString()));
            if (server != null) {
                arguments.addAll(List.of("--server", server));
            }
        }
        return order(Image.current(), home, arguments);
    }

    /// What starts the version in place, not the one that runs now.
    private static ServiceOrder order(Image image, HearthHome home, List<String> arguments) {
        return new ServiceOrder(Installation.of(image.root()).launcher(), arguments, home.folder());
    }

    private static String forPeople(Answer answer) {
        if (!answer.failed().isEmpty()) {
            return "The file "
                    + answer.file()
                    + (answer.installed() ? " is written" : " is gone")
                    + ", but this system did not take the command:\n  "
                    + answer.failed();
        }
        if (!answer.installed()) {
            return "Hearth is not a service of this user (" + answer.kind() + ").";
        }
        return "Hearth is a service of this user ("
                + answer.kind()
                + ") and "
                + (answer.running() ? "runs" : "does not run")
                + ".\n"
                + answer.file();
    }
}
