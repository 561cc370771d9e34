package hearth.app.cli;

import hearth.app.install.CommandFailure;
import hearth.app.install.HearthHome;
import hearth.app.practice.Agents;
import hearth.protocol.DeviceId;
import hearth.protocol.LeaseId;
import hearth.protocol.Messages.ResultView;
import hearth.protocol.Receipt;
import hearth.protocol.ReceiptChain;
import hearth.protocol.ServerId;
import hearth.worker.AgentLink;
import hearth.worker.KeptReceipt;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// `hearth receipts`: what the coordinator signed for, and what became of it.
@Command(
        name = "receipts",
        description = {
            "List the coordinator's signed receipts for the work of this computer, and the result"
                    + " of each.",
            "A receipt proves that work was handed in, whatever the coordinator says later. --json"
                    + " prints each whole: its signature is Ed25519 over the canonical JSON of its"
                    + " content, by the server that it names.",
            "Receipts have numbers, and each names the hash of all before it, so that none can be"
                    + " left out: where they do not follow, that is said at the end (chains in"
                    + " --json)."
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

    /// The receipts of one device by one server.
    ///
    /// @param first number from which on all of them are looked at; absent where none has a number
    /// @param breaks where receipts do not follow from each other
    record Chain(
            ServerId server,
            DeviceId device,
            Optional<Long> first,
            long last,
            List<ReceiptChain.Break> breaks) {
        static List<Chain> of(List<Receipt> receipts) {
            return receipts.stream()
                    .filter(receipt -> receipt.isAuthentic(receipt.content().server()))
                    .map(Receipt::content)
                    .collect(
                            Collectors.groupingBy(
                                    content -> List.of(content.server(), content.device()),
                                    LinkedHashMap::new,
                                    Collectors.toList()))
                    .values()
                    .stream()
                    .map(Chain::whole)
                    .toList();
        }

        private static Chain whole(List<Receipt.Content> contents) {
            var chain = ReceiptChain.of(contents);
            var any = contents.getFirst();
            return new Chain(
                    any.server(), any.device(), chain.first(), chain.last(), chain.breaks());
        }
    }

    /// @param withoutResult how many of them
    record KeptReceipts(List<Kept> receipts, long withoutResult, List<Chain> chains) {}

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
            var chains = Chain.of(all.stream().map(Kept::receipt).toList());
            Terminal.of(spec, json)
                    .result(new KeptReceipts(all, open, chains), forPeople(all, chains));
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

    static String forPeople(List<Kept> all, List<Chain> chains) {
        return all.isEmpty()
                ? "The coordinator has signed for no work of this computer yet."
                : Stream.concat(
                                all.stream().map(ReceiptsCommand::line),
                                chains.stream()
                                        .flatMap(chain -> chain.breaks().stream())
                                        .map(ReceiptsCommand::line))
                        .collect(Collectors.joining(System.lineSeparator()));
    }

    private static String line(ReceiptChain.Break found) {
        return switch (found.flaw()) {
            case MISSING ->
                    found.from() == found.to()
                            ? "Receipt number %d is not here.".formatted(found.from())
                            : "The receipts from number %d to %d are not here."
                                    .formatted(found.from(), found.to());
            case FORKED ->
                    "Receipt number %d does not follow from the one before it."
                            .formatted(found.from());
            case DOUBLED -> "There are two receipts with number %d.".formatted(found.from());
        };
    }

    static String line(Kept kept) {
        var content = kept.receipt().content();
        return "%s  %s  %s EMBER  %s%s%s"
                .formatted(
                        content.receivedAt(),
                        content.lease(),
                        content.pay().ember().stripTrailingZeros().toPlainString(),
                        kept.result()
                                .map(state -> kept.ledger().orElse(state))
                                .orElse("no result listed"),
                        content.number().map(n -> "  no. " + n).orElse(""),
                        kept.authentic() ? "" : "  NOT SIGNED by the server that it names");
    }
}
