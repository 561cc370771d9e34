package hearth.app.cli;

import hearth.app.install.CommandFailure;
import hearth.app.install.HearthHome;
import hearth.app.practice.NetworkVisit;
import hearth.chain.ExternalSigning.Preparation;
import hearth.chain.ExternalSigning.Submission;
import hearth.chain.PreparedTransaction;
import hearth.chain.TxResult;
import hearth.keys.Address;
import hearth.keys.TransactionSigner;
import hearth.keys.UnsignedTransaction;
import hearth.protocol.Json;
import hearth.protocol.MalformedMessageException;
import hearth.protocol.Wei;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.BiFunction;

/// `hearth wallet prepare` and `submit`: transactions of accounts whose key is in a hardware wallet
/// or on another computer. No password is asked for, and nothing secret is read or written.
final class WalletExternalCommands {
    private static final int MAX_FILE = 1 << 18;

    private WalletExternalCommands() {}

    /// What the other signer needs, and nothing secret. The fields have the names that ethers and
    /// other libraries give them.
    ///
    /// @param text what it does, for comparing with the other signer's screen
    /// @param highestFeeWei in the chain's own coin
    /// @param payload what is hashed and signed: `0x02` and the RLP list of the fields
    record Unsigned(
            String intent,
            String text,
            String network,
            Address from,
            int type,
            long chainId,
            long nonce,
            Optional<Address> to,
            String value,
            String data,
            String gasLimit,
            String maxPriorityFeePerGas,
            String maxFeePerGas,
            String highestFeeWei,
            String payload) {
        static Unsigned of(PreparedTransaction prepared, String network) {
            UnsignedTransaction tx = prepared.transaction();
            return new Unsigned(
                    prepared.intent(),
                    words(prepared),
                    network,
                    prepared.from(),
                    2,
                    tx.chainId(),
                    tx.nonce(),
                    tx.to(),
                    tx.value().toString(),
                    tx.data(),
                    tx.gasLimit().toString(),
                    tx.tipPerGas().toString(),
                    tx.maxFeePerGas().toString(),
                    prepared.highestFee().toString(),
                    tx.payload());
        }
    }

    /// What comes back.
    ///
    /// @param raw the signed transaction, `0x02` and hex
    record Signed(String intent, String raw) {}

    static String words(PreparedTransaction prepared) {
        String amount = prepared.amount().ember().stripTrailingZeros().toPlainString() + " EMBER";
        String other = prepared.counterparty().map(Address::value).orElse("the contract");
        return switch (prepared.kind()) {
            case SEND -> "Send " + amount + " to " + other;
            case CLAIM -> "Pay out " + amount + " to " + other;
            case APPROVE -> "Allow " + other + " to take exactly " + amount;
            case STAKE -> "Stake " + amount;
            case UNSTAKE -> "Ask for " + amount + " of the stake back";
            case WITHDRAW -> "Withdraw " + amount;
            default -> prepared.kind() + " " + amount;
        };
    }

    @Command(
            name = "prepare",
            description = {
                "Settle a transaction for another signer, and print it: hearth wallet prepare send 0x… 12.5 --from 0x… --json > unsigned.json.",
                "Staking needs two: prepare, sign and submit the first, then the same command prints the second."
            },
            mixinStandardHelpOptions = true)
    static final class Prepare implements Runnable {
        @Spec
        @SuppressWarnings("NullAway.Init") // picocli fills it in
        private CommandSpec spec;

        /// Whose transaction it is.
        static final class From {
            @Option(
                    names = "--from",
                    required = true,
                    paramLabel = "ADDRESS",
                    description = "The account that signs, with its checksum.")
            @SuppressWarnings("NullAway.Init") // picocli fills it in
            private String address;
        }

        @Override
        public void run() {
            throw new ParameterException(
                    spec.commandLine(),
                    "Name what to prepare: send, claim, stake, unstake or withdraw.");
        }

        @Command(description = "Send EMBER.", mixinStandardHelpOptions = true)
        int send(
                @Mixin WalletCommand.Form form,
                @Mixin WalletCommand.Once once,
                @Mixin From from,
                @Mixin KnownRecipients.Consent consent,
                @Parameters(paramLabel = "ADDRESS") String to,
                @Parameters(paramLabel = "EMBER") String amount) {
            Address recipient = WalletCommand.address(to);
            Address payer = WalletCommand.address(from.address);
            Wei wei = form.amount(amount);
            return prepare(
                    form,
                    once,
                    from,
                    (v, s) -> {
                        if (!once.isDryRun()) {
                            KnownRecipients.of(HearthHome.open(), v, payer)
                                    .check(recipient, consent, form.terminal());
                            if (consent.allowsContract()) {
                                v.wallet().acceptContract(once.orNew(), recipient);
                            }
                        }
                        return v.wallet().send(once.orNew(), recipient, wei, s);
                    });
        }

        @Command(
                description = "Pay out what was settled for the account.",
                mixinStandardHelpOptions = true)
        int claim(@Mixin WalletCommand.Form form, @Mixin From from) {
            Address account = WalletCommand.address(from.address);
            return prepare(
                    form,
                    new WalletCommand.Once(),
                    from,
                    (v, s) ->
                            v.claim(account, s)
                                    .orElseThrow(
                                            () ->
                                                    new CommandFailure(
                                                            CommandFailure.FAILED,
                                                            "Nothing is settled for "
                                                                    + account
                                                                    + " yet.")));
        }

        @Command(description = "Stake EMBER.", mixinStandardHelpOptions = true)
        int stake(
                @Mixin WalletCommand.Form form,
                @Mixin WalletCommand.Once once,
                @Mixin From from,
                @Option(names = "--term", paramLabel = "DAYS") @Nullable Integer term,
                @Parameters(paramLabel = "EMBER") String amount) {
            Wei wei = form.amount(amount);
            return prepare(
                    form,
                    once,
                    from,
                    (v, s) ->
                            term == null
                                    ? v.wallet().stake(once.orNew(), wei, s)
                                    : v.wallet().stakeForTerm(once.orNew(), wei, term, s));
        }

        @Command(description = "Ask for staked EMBER back.", mixinStandardHelpOptions = true)
        int unstake(
                @Mixin WalletCommand.Form form,
                @Mixin WalletCommand.Once once,
                @Mixin From from,
                @Parameters(paramLabel = "EMBER") String amount) {
            Wei wei = form.amount(amount);
            return prepare(form, once, from, (v, s) -> v.wallet().unstake(once.orNew(), wei, s));
        }

        @Command(description = "Withdraw what has unbonded.", mixinStandardHelpOptions = true)
        int withdraw(
                @Mixin WalletCommand.Form form,
                @Mixin WalletCommand.Once once,
                @Mixin From from,
                @Parameters(paramLabel = "NUMBER") BigInteger number) {
            return prepare(
                    form, once, from, (v, s) -> v.wallet().withdraw(once.orNew(), number, s));
        }

        private int prepare(
                WalletCommand.Form form,
                WalletCommand.Once once,
                From from,
                BiFunction<NetworkVisit, TransactionSigner, TxResult> wish) {
            var terminal = form.terminal();
            var home = HearthHome.open();
            try (var visit = form.visit(home)) {
                var account = WalletCommand.address(from.address);
                if (once.isDryRun()) {
                    return new LastLook(form, home, visit, terminal, once)
                            .showOnly(account, s -> wish.apply(visit, s));
                }
                once.acceptedFee().ifPresent(fee -> visit.wallet().acceptFee(once.orNew(), fee));
                return switch (visit.signing().prepare(account, s -> wish.apply(visit, s))) {
                    case Preparation.ToSign toSign -> {
                        var unsigned = Unsigned.of(toSign.prepared(), visit.networkName());
                        terminal.result(unsigned, Json.pretty(unsigned));
                        yield 0;
                    }
                    case Preparation.Known known -> TxReport.of(known.result()).print(terminal);
                };
            }
        }
    }

    @Command(
            name = "submit",
            description =
                    "Send what another signer signed: a file with `intent` and `raw`. Refused unless it is exactly what was prepared.",
            mixinStandardHelpOptions = true)
    static final class Submit implements Callable<Integer> {
        @Mixin private WalletCommand.Form form = new WalletCommand.Form();

        @Parameters(paramLabel = "FILE", description = "JSON: {\"intent\": …, \"raw\": \"0x02…\"}.")
        @SuppressWarnings("NullAway.Init") // picocli fills it in
        private Path file;

        @Override
        public Integer call() {
            var signed = read(file);
            try (var visit = form.visit(HearthHome.open())) {
                return switch (visit.signing().submit(signed.intent(), signed.raw())) {
                    case Submission.Sent sent -> TxReport.of(sent.result()).print(form.terminal());
                    case Submission.NothingPrepared none ->
                            throw new CommandFailure(
                                    CommandFailure.REFUSED,
                                    "Nothing of this name was prepared here. Nothing was sent.");
                    case Submission.NotWhatWasPrepared other ->
                            throw new CommandFailure(
                                    CommandFailure.REFUSED,
                                    "These bytes are not what was prepared, or another account signed them. Nothing was sent.");
                };
            }
        }

        private static Signed read(Path file) {
            try {
                if (Files.size(file) > MAX_FILE) {
                    throw new CommandFailure(CommandFailure.USAGE, file + " is too long.");
                }
                return Json.read(Files.readAllBytes(file), Signed.class);
            } catch (IOException e) {
                throw new CommandFailure(
                        CommandFailure.USAGE, "There is no readable file " + file + ".", e);
            } catch (MalformedMessageException e) {
                throw new CommandFailure(
                        CommandFailure.USAGE,
                        file + " is not an object with `intent` and `raw` and nothing else.",
                        e);
            }
        }
    }
}
