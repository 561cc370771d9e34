package hearth.app.cli;

import hearth.app.install.HearthHome;
import hearth.app.practice.Agents;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;

/// `hearth jobs`: what this device trains, for whom, and what its updates did.
@Command(
        name = "jobs",
        description = "Show the jobs: for whom they are, your share in them, and what came of it.",
        mixinStandardHelpOptions = true)
final class JobsCommand implements Callable<Integer> {
    private static final int DIGITS = 3;

    record Jobs(List<JobShares.Share> jobs) {}

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli fills it in
    private CommandSpec spec;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Override
    public Integer call() {
        try (var agent = Agents.connect(HearthHome.open())) {
            var jobs = JobShares.of(agent);
            Terminal.of(spec, json)
                    .result(
                            new Jobs(jobs),
                            jobs.isEmpty()
                                    ? "No jobs are known yet."
                                    : jobs.stream()
                                            .map(JobsCommand::forPeople)
                                            .collect(Collectors.joining(System.lineSeparator())));
        }
        return 0;
    }

    private static String forPeople(JobShares.Share job) {
        return """
                %s, for %s: round %d of %d, %s
                  yours: %d accepted, %d refused, %s EMBER%s%s"""
                .formatted(
                        job.title(),
                        job.owner(),
                        job.round(),
                        job.rounds(),
                        job.state().toLowerCase(Locale.ROOT),
                        job.accepted(),
                        job.refused(),
                        job.earnedWei().ember().toPlainString(),
                        job.share()
                                .map(
                                        s ->
                                                ", "
                                                        + s.movePointRight(2)
                                                                .stripTrailingZeros()
                                                                .toPlainString()
                                                        + " % of its rounds")
                                .orElse(""),
                        job.lossBefore().isPresent() && job.lossAfter().isPresent()
                                ? "; held-out loss "
                                        + loss(job.lossBefore())
                                        + " to "
                                        + loss(job.lossAfter())
                                : "");
    }

    private static String loss(Optional<BigDecimal> loss) {
        return loss.map(l -> l.setScale(DIGITS, RoundingMode.HALF_UP).toPlainString()).orElse("");
    }
}
