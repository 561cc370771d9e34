package hearth.app.wallet;

import hearth.keys.Address;
import hearth.keys.AddressReading;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Whom a payment would go to, as typed, held against the wallet's own address, those it paid
/// before and those that its owner knows.
sealed interface Recipient {
    /// @param address EIP-55
    /// @param grouped the same in groups of four digits, to be compared by a person
    /// @param paidBefore whether a payment to it went through, or the owner vouches for it
    /// @param name what the owner calls it, if it is somebody known
    /// @param twin an address the owner knows that looks the same when shortened
    record Someone(
            String address,
            String grouped,
            boolean paidBefore,
            Optional<String> twin,
            Optional<String> name)
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
        var paid = state.paid();
        List<Address> vouched =
                state.known().stream().map(WalletState.Known::address).map(Address::of).toList();
        boolean isKnown = vouched.contains(address);
        var alike =
                Stream.of(
                                own.stream(),
                                vouched.stream(),
                                paid.here().stream(),
                                paid.anywhere().stream())
                        .flatMap(s -> s)
                        .filter(address::looksLike)
                        .findFirst();
        return new Someone(
                address.value(),
                address.grouped(),
                isKnown || paid.here().contains(address),
                alike.map(Address::grouped),
                state.known().stream()
                        .filter(k -> k.address().equals(address.value()))
                        .flatMap(k -> k.name().stream())
                        .findFirst());
    }
}
