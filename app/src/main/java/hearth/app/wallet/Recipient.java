package hearth.app.wallet;

import hearth.app.wallet.WalletState.Settlement;
import hearth.keys.Address;
import hearth.keys.AddressReading;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Whom a payment would go to, as typed, held against the wallet's own address and those it paid
/// before.
sealed interface Recipient {
    /// @param address EIP-55
    /// @param grouped the same in groups of four digits, to be compared by a person
    /// @param paidBefore whether a payment to it went through
    /// @param twin an address the owner knows that looks the same when shortened
    record Someone(String address, String grouped, boolean paidBefore, Optional<String> twin)
            implements Recipient {}

    /// @param reason stable id; the bundle has its words under `refusal.`
    record Nobody(String reason) implements Recipient {}

    static Recipient of(String typed, WalletState state) {
        return switch (Address.read(typed)) {
            case AddressReading.Valid valid -> of(valid.address(), state);
            case AddressReading.Invalid invalid ->
                    new Nobody(
                            switch (invalid.reason()) {
                                case WRONG_CHECKSUM -> "wrong-checksum";
                                case NAME -> "name";
                                case MALFORMED -> "not-an-address";
                            });
        };
    }

    private static Recipient of(Address address, WalletState state) {
        var own = state.address().map(Address::of);
        if (own.equals(Optional.of(address))) {
            return new Nobody("own-address");
        }
        List<Address> paid =
                state.activity().stream()
                        .filter(m -> m.kind().equals("send"))
                        .filter(m -> m.settlement() != Settlement.FAILED)
                        .flatMap(m -> m.counterparty().stream())
                        .map(Address::of)
                        .distinct()
                        .toList();
        var alike =
                Stream.concat(own.stream(), paid.stream()).filter(address::looksLike).findFirst();
        return new Someone(
                address.value(),
                address.grouped(),
                paid.contains(address),
                alike.map(Address::grouped));
    }
}
