package hearth.app.cli;

import hearth.app.install.CommandFailure;
import hearth.app.install.HearthHome;
import hearth.app.practice.Agents;
import hearth.app.text.Words;
import hearth.protocol.LeaseId;
import hearth.protocol.Messages.ResultView;
import hearth.worker.AgentLink;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;

/// `hearth appeal`: says that a refused result is honest work; the coordinator then does it again.
@Command(
        name = "appeal",
        description = {
            "Show the refused results of this computer, or say of one of them that it is honest"
                    + " work.",
            "The coordinator then repeats the lease itself and believes what it finds: the result is"
                    + " paid and what was taken for it comes back, or it stays refused. One appeal"
                    + " may wait at a time; after three lost ones in 30 days there is a pause."
        },
        mixinStandardHelpOptions = true)
final class AppealCommand implements Callable<Integer> {
    private static final int MOST = 500;
    private static final int LONGEST = 160;

    /// @param number of the result
    record Refused(
            long number,
            LeaseId lease,
            Instant receivedAt,
            Optional<String> reason,
            Optional<String> evidence) {}

    record RefusedResults(List<Refused> refused) {}

    record Filed(LeaseId lease, boolean filed) {}

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli fills it in
    private CommandSpec spec;

    @Parameters(
            index = "0",
            paramLabel = "RESULT",
            arity = "0..1",
            description = "Number or lease of the refused result.")
    private @Nullable String result;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Override
    public Integer call() {
        var terminal = Terminal.of(spec, json);
        try (var agent = Agents.connect(HearthHome.open())) {
            var refused = refused(agent);
            if (result == null) {
                terminal.result(new RefusedResults(refused), forPeople(refused));
                return 0;
            }
            var wanted = result;
            var lease =
                    refused.stream()
                            .filter(
                                    r ->
                                            Long.toString(r.number()).equals(wanted)
                                                    || r.lease().value().equals(wanted))
                            .findFirst()
                            .map(Refused::lease)
                            .orElseThrow(
                                    () ->
                                            new CommandFailure(
                                                    CommandFailure.FAILED,
                                                    "No refused result of this computer has that"
                                                            + " number. hearth appeal shows them."));
            agent.appeal(lease);
            terminal.result(
                    new Filed(lease, true),
                    "The coordinator will repeat lease "
                            + lease
                            + " itself. hearth appeal shows what came of it.");
        }
        return 0;
    }

    private static List<Refused> refused(AgentLink agent) {
        return agent.results(0, MOST).stream()
                .filter(r -> r.state().equals("FINAL_BAD"))
                .map(AppealCommand::of)
                .toList();
    }

    private static Refused of(ResultView result) {
        return new Refused(
                result.sequence(),
                result.lease(),
                result.receivedAt(),
                result.reason().map(text -> Words.plain(text, LONGEST)),
                result.evidence().map(text -> Words.plain(text, LONGEST)));
    }

    private static String forPeople(List<Refused> refused) {
        if (refused.isEmpty()) {
            return "No result of this computer was refused.";
        }
        return refused.stream()
                .map(
                        r ->
                                "%d  %s  %s  %s"
                                        .formatted(
                                                r.number(),
                                                r.receivedAt(),
                                                r.reason().orElse(""),
                                                r.evidence().orElse("")))
                .collect(Collectors.joining(System.lineSeparator()));
    }
}
