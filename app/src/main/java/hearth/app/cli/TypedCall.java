package hearth.app.cli;

import hearth.chain.ContractRole;
import hearth.chain.KnownCall;
import hearth.chain.KnownCall.Kind;
import hearth.keys.Address;
import hearth.keys.AddressReading;
import hearth.protocol.Wei;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/// A call that a person typed: `governor-quorum 5`, `staking:grant-role slasher 0x…`.
///
/// @param contract our name of whom it calls
record TypedCall(String contract, KnownCall call, List<BigInteger> values) {
    private static final List<String> CONTRACTS =
            List.of("token", "rewards", "staking", "escrow", "roundLog", "governor", "timelock");

    static Optional<TypedCall> read(String typed, List<String> values) {
        var parts = typed.split(":", 2);
        var call = KnownCall.of(parts[parts.length - 1]);
        var contracts =
                parts.length == 2
                        ? List.of(parts[0])
                        : call.map(c -> CONTRACTS.stream().filter(c::isOf).toList())
                                .orElse(List.of());
        if (contracts.size() != 1) {
            return Optional.empty();
        }
        String contract = contracts.getFirst();
        return call.flatMap(c -> c.isOf(contract) ? read(contract, c, values) : Optional.empty());
    }

    private static Optional<TypedCall> read(String contract, KnownCall call, List<String> typed) {
        var values = new ArrayList<BigInteger>();
        try {
            for (int i = 0; i < typed.size() && i < call.kinds().size(); i++) {
                value(call.kinds().get(i), typed.get(i)).ifPresent(values::add);
            }
            if (typed.size() != call.kinds().size() || values.size() != typed.size()) {
                return Optional.empty();
            }
            call.data(values);
        } catch (ArithmeticException | IllegalArgumentException e) {
            return Optional.empty();
        }
        return Optional.of(new TypedCall(contract, call, values));
    }

    private static Optional<BigInteger> value(Kind kind, String typed) {
        return switch (kind) {
            case ACCOUNT ->
                    Address.read(typed) instanceof AddressReading.Valid valid
                            ? Optional.of(number(valid.address()))
                            : Optional.empty();
            case EMBER -> Optional.of(Wei.ofEmber(typed).value());
            case ROLE -> ContractRole.of(typed).map(ContractRole::number);
            case BASIS_POINTS, PERCENT, NUMBER, SPAN, SPAN_64, SPAN_48, SPAN_32 ->
                    Optional.of(new BigInteger(typed));
        };
    }

    private static BigInteger number(Address address) {
        return new BigInteger(1, HexFormat.of().parseHex(address.value(), 2, 42));
    }
}
