package hearth.app.cli;

import hearth.app.install.CommandFailure;
import hearth.app.install.HearthHome;
import hearth.app.practice.Agents;
import hearth.protocol.LeaseId;
import hearth.protocol.Messages.ResultView;
import hearth.protocol.Receipt;
import hearth.worker.AgentLink;
import hearth.worker.KeptReceipt;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;

/// `hearth receipts`: what the coordinator signed for, and what became of it.
@Command(
        name = "receipts",
        description = {
            "List the coordinator's signed receipts for the work of this computer, and the result"
                    + " of each.",
            "A receipt proves that work was handed in, whatever the coordinator says later. --json"
                    + " prints each whole: its signature is Ed25519 over the canonical JSON of its"
                    + " content, by the server that it names."
        },
        mixinStandardHelpOptions = true)
final class ReceiptsCommand implements Callable<Integer> {
    private static final int PAGE = 1000;

    /// @param authentic whether the server that it names signed it
    /// @param result as the coordinator lists it; absent where it lists none
    record Kept(
            Receipt receipt,
            boolean authentic,
            Optional<String> result,
            Optional<String> ledger,
            Optional<Long> epoch) {
        static Kept of(Receipt receipt, Optional<ResultView> result) {
            return new Kept(
                    receipt,
                    receipt.isAuthentic(receipt.content().server()),
                    result.map(ResultView::state),
                    result.flatMap(ResultView::ledger),
                    result.flatMap(ResultView::epoch));
        }
    }

    /// @param withoutResult how many of them
    record KeptReceipts(List<Kept> receipts, long withoutResult) {}

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli fills it in
    private CommandSpec spec;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Override
    public Integer call() {
        try (var agent = Agents.connect(HearthHome.open())) {
            Map<LeaseId, ResultView> results = results(agent);
            var all =
                    receipts(agent).stream()
                            .map(
                                    receipt ->
                                            Kept.of(
                                                    receipt,
                                                    Optional.ofNullable(
                                                            results.get(
                                                                    receipt.content().lease()))))
                            .toList();
            long open = all.stream().filter(kept -> kept.result().isEmpty()).count();
            Terminal.of(spec, json).result(new KeptReceipts(all, open), forPeople(all));
        }
        return 0;
    }

    private static List<Receipt> receipts(AgentLink agent) {
        var all = new ArrayList<Receipt>();
        long after = 0;
        while (true) {
            List<KeptReceipt> page =
                    agent.receipts(after, PAGE)
                            .orElseThrow(
                                    () ->
                                            new CommandFailure(
                                                    CommandFailure.FAILED,
                                                    "The agent that runs is too old to show its"
                                                            + " receipts. Restart it."));
            page.forEach(kept -> all.add(kept.receipt()));
            if (page.size() < PAGE) {
                return all;
            }
            after = page.getLast().number();
        }
    }

    private static Map<LeaseId, ResultView> results(AgentLink agent) {
        var all = new HashMap<LeaseId, ResultView>();
        long after = 0;
        while (true) {
            List<ResultView> page = agent.results(after, PAGE);
            page.forEach(result -> all.put(result.lease(), result));
            if (page.size() < PAGE) {
                return all;
            }
            after = page.getLast().sequence();
        }
    }

    private static String forPeople(List<Kept> all) {
        return all.isEmpty()
                ? "The coordinator has signed for no work of this computer yet."
                : all.stream()
                        .map(ReceiptsCommand::line)
                        .collect(Collectors.joining(System.lineSeparator()));
    }

    static String line(Kept kept) {
        var content = kept.receipt().content();
        return "%s  %s  %s EMBER  %s%s"
                .formatted(
                        content.receivedAt(),
                        content.lease(),
                        content.pay().ember().stripTrailingZeros().toPlainString(),
                        kept.result()
                                .map(state -> kept.ledger().orElse(state))
                                .orElse("no result listed"),
                        kept.authentic() ? "" : "  NOT SIGNED by the server that it names");
    }
}
