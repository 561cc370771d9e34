package hearth.chain;

import hearth.chain.BalanceChange.Asset;
import hearth.contracts.EmberToken;
import hearth.contracts.Staking;
import hearth.keys.Address;

import tools.jackson.databind.JsonNode;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.stream.IntStream;

/// Has calls tried out by nodes, one after the other and unsigned (`eth_simulateV1`), and compares
/// what the contracts say before and after them in the same state. Coins are counted by the
/// transfers that the node reports.
final class Simulation {
    private static final String GAS_OF_A_READ = "0x7a120";

    /// Where nodes say that coins moved, as if they were a token.
    private static final String COINS = "0xeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee";

    private static final String TRANSFER = Refusal.topic("Transfer(address,address,uint256)");

    private final NetworkProfile ours;

    Simulation(NetworkProfile ours) {
        this.ours = ours;
    }

    /// What came of trying.
    sealed interface Outcome {
        record Tried(Effect effect) implements Outcome {}

        /// @param revertData `0x` and hex
        record Reverted(String revertData) implements Outcome {}
    }

    private record Question(Address account, Asset asset, Address contract, String data) {}

    /// Empty where too few nodes try calls out.
    ///
    /// @param calls of one sender, in their order
    Optional<Outcome> of(List<Intent> calls, Nodes nodes) {
        var questions = questions(calls);
        var all = new ArrayList<Map<String, Object>>();
        questions.forEach(q -> all.add(read(q)));
        calls.forEach(c -> all.add(call(c)));
        questions.forEach(q -> all.add(read(q)));
        boolean growsWithTime =
                calls.stream()
                        .map(Intent::kind)
                        .anyMatch(
                                kind ->
                                        kind == Activity.Kind.CLAIM_YIELD
                                                || kind == Activity.Kind.COMPOUND);
        return nodes.tried(
                (node, state) ->
                        node.simulate(all, state) instanceof RpcAnswer.Result result
                                ? read(result.value(), questions, calls)
                                : Optional.empty(),
                outcome ->
                        switch (outcome) {
                            case Outcome.Tried tried -> tried.effect().words(growsWithTime);
                            case Outcome.Reverted reverted -> "refused " + reverted.revertData();
                        });
    }

    private List<Question> questions(List<Intent> calls) {
        var last = calls.getLast();
        SequencedSet<Address> accounts = new LinkedHashSet<>(List.of(last.from()));
        if (last.kind() == Activity.Kind.SEND || last.kind() == Activity.Kind.CLAIM) {
            last.counterparty().ifPresent(accounts::add);
        }
        var questions = new ArrayList<Question>();
        for (var account : accounts) {
            questions.add(
                    new Question(
                            account,
                            Asset.EMBER,
                            ours.token(),
                            ContractCalls.call(
                                    EmberToken.FUNC_BALANCEOF, ContractCalls.address(account))));
        }
        questions.add(
                new Question(
                        last.from(),
                        Asset.STAKE,
                        ours.staking(),
                        ContractCalls.call(
                                Staking.FUNC_STAKEDOF, ContractCalls.address(last.from()))));
        questions.add(
                new Question(
                        last.from(),
                        Asset.ALLOWANCE,
                        ours.token(),
                        ContractCalls.allowance(last.from(), spender(last))));
        return questions;
    }

    private Address spender(Intent intent) {
        return intent.kind() == Activity.Kind.APPROVE
                ? intent.counterparty().orElseThrow()
                : ours.staking();
    }

    private static Map<String, Object> read(Question question) {
        return Map.of(
                "from",
                question.account().value(),
                "to",
                question.contract().value(),
                "gas",
                GAS_OF_A_READ,
                "data",
                question.data());
    }

    private static Map<String, Object> call(Intent intent) {
        var call = new LinkedHashMap<String, Object>();
        call.put("from", intent.from().value());
        call.put("to", intent.to().orElseThrow().value());
        call.put("value", Node.hex(intent.value()));
        call.put("data", intent.data());
        return call;
    }

    private static Optional<Outcome> read(
            JsonNode answer, List<Question> questions, List<Intent> calls) {
        var said = answer.path(0).path("calls");
        if (said.size() != 2 * questions.size() + calls.size()) {
            return Optional.empty();
        }
        var gas = BigInteger.ZERO;
        var changes = new ArrayList<BalanceChange>();
        for (int i = questions.size(); i < questions.size() + calls.size(); i++) {
            var call = said.get(i);
            if (Node.quantity(call.path("status")).signum() == 0) {
                return Optional.of(new Outcome.Reverted(revertData(call)));
            }
            gas = gas.add(Node.quantity(call.path("gasUsed")));
        }
        int after = questions.size() + calls.size();
        var allowed = BigInteger.ZERO;
        for (int i = 0; i < questions.size(); i++) {
            var question = questions.get(i);
            var then = number(said.get(after + i));
            var delta = then.subtract(number(said.get(i)));
            if (delta.signum() != 0) {
                changes.add(new BalanceChange(question.account(), question.asset(), delta));
            }
            if (question.asset() == Asset.ALLOWANCE) {
                allowed = then;
            }
        }
        var from = calls.getLast().from();
        var coins =
                IntStream.range(questions.size(), after)
                        .mapToObj(i -> coins(said.get(i), from))
                        .reduce(BigInteger.ZERO, BigInteger::add);
        if (coins.signum() != 0) {
            changes.add(new BalanceChange(from, Asset.COIN, coins));
        }
        return Optional.of(
                new Outcome.Tried(new Effect(changes, Optional.of(allowed), Optional.of(gas))));
    }

    /// Nodes put the contract's error into either of two places.
    private static String revertData(JsonNode call) {
        var inError = call.path("error").path("data").asString("");
        var data = inError.isEmpty() ? call.path("returnData").asString("0x") : inError;
        return data.matches("0x[0-9a-fA-F]*") ? data : "0x";
    }

    private static BigInteger number(JsonNode call) {
        var answer = new RpcAnswer.Result(call.path("returnData"));
        return ContractReads.value(ContractReads.words(answer, "simulation", 1).getFirst());
    }

    private static BigInteger coins(JsonNode call, Address account) {
        return call.path("logs")
                .valueStream()
                .filter(
                        log ->
                                log.path("address").asString("").equalsIgnoreCase(COINS)
                                        && log.path("topics")
                                                .path(0)
                                                .asString("")
                                                .equalsIgnoreCase(TRANSFER))
                .map(
                        log -> {
                            var sum = ContractReads.value(Node.text(log.path("data")).substring(2));
                            var change = BigInteger.ZERO;
                            if (names(log.path("topics").path(1), account)) {
                                change = change.subtract(sum);
                            }
                            return names(log.path("topics").path(2), account)
                                    ? change.add(sum)
                                    : change;
                        })
                .reduce(BigInteger.ZERO, BigInteger::add);
    }

    private static boolean names(JsonNode topic, Address account) {
        String word = Node.text(topic).substring(2);
        return ContractReads.value(word).equals(new BigInteger(1, account.bytes()));
    }
}
