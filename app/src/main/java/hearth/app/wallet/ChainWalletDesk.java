package hearth.app.wallet;

import hearth.app.wallet.WalletState.Presence;
import hearth.chain.Allowance;
import hearth.chain.ChainException;
import hearth.chain.EmberNetwork;
import hearth.chain.EmberWallet;
import hearth.chain.Forecast;
import hearth.chain.Reading;
import hearth.chain.Refusal;
import hearth.chain.TxResult;
import hearth.keys.Address;
import hearth.keys.AddressReading;
import hearth.keys.TransactionSigner;
import hearth.protocol.ClaimProof;
import hearth.protocol.DeviceId;
import hearth.protocol.MalformedMessageException;
import hearth.protocol.PayoutMessages;
import hearth.protocol.Wei;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/// The real wallet: keys in a sealed file, money on chain. Reads the chain every few seconds while
/// watched. Safe for use by several threads; state is published under one lock, which is never held
/// while a node is asked.
public final class ChainWalletDesk implements WalletDesk, Signing {
    private static final Duration POLL = Duration.ofSeconds(5);
    private final List<Consumer<WalletState>> watchers = new CopyOnWriteArrayList<>();
    private final AtomicBoolean reading = new AtomicBoolean();
    private final Keyring keyring;
    private final EmberWallet wallet;
    private final ChainReading chain;
    private final Payer payer;
    private final InstantSource clock;
    private final EmberNetwork network;
    private final Wishes wishes;
    private final OwnerLimits limits;
    private final ScheduledFuture<?> polling;
    private WalletState state = WalletState.none();

    /// @param keyring is closed with this desk
    /// @param network stays the caller's, who closes it after this desk
    public ChainWalletDesk(
            Keyring keyring, EmberNetwork network, Payer payer, InstantSource clock) {
        this.keyring = keyring;
        this.payer = payer;
        this.clock = clock;
        this.network = network;
        wallet = new EmberWallet(network);
        chain = new ChainReading(network, payer.claims(), clock);
        limits = new OwnerLimits(wallet, keyring.file());
        wishes = new Wishes(keyring, this::refresh);
        keyring.onChange(this::publishPresence);
        publishPresence();
        polling =
                keyring.timer()
                        .scheduleWithFixedDelay(
                                this::poll, 0, POLL.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public synchronized WalletState state() {
        return state;
    }

    @Override
    public Watching watch(Consumer<WalletState> onState) {
        onState.accept(state());
        watchers.add(onState);
        return () -> watchers.remove(onState);
    }

    /// Reads on a thread of its own: nodes may be slow, and the timer also locks.
    private void poll() {
        if (!watchers.isEmpty()) {
            Thread.ofVirtual().name("wallet-read").start(this::refresh);
        }
    }

    @Override
    public Optional<String> taxReport() {
        refresh();
        String name = network.profile().name();
        return address()
                .map(me -> TaxReport.of(name, me, wallet.activity(me, Integer.MAX_VALUE), null))
                .map(TaxReport::file);
    }

    @Override
    public void refresh() {
        Optional<Address> address = address();
        if (address.isEmpty() || !reading.compareAndSet(false, true)) {
            return;
        }
        try {
            publish(address.get(), chain.read(address.get()));
        } catch (ChainException e) {
            publishProblem();
        } finally {
            reading.set(false);
        }
    }

    private Optional<Address> address() {
        return keyring.active();
    }

    private Presence presence() {
        return keyring.presence();
    }

    /// What belongs to another account goes from the screen with it.
    private void publishPresence() {
        Optional<String> used = address().map(Address::value);
        WalletState now = state();
        boolean isOther = !used.equals(now.address());
        publish(
                new WalletState(
                        presence(),
                        used,
                        isOther ? Optional.empty() : now.funds(),
                        isOther ? Optional.empty() : now.staking(),
                        isOther ? List.of() : now.activity(),
                        now.problem(),
                        now.nodes(),
                        keyring.known(),
                        Optional.of(network.profile().name()),
                        chain.paid()));
        if (isOther) {
            poll();
        }
    }

    /// What was read stays on the screen while no node answers. What was read of an account that is
    /// not used any more is dropped.
    private void publish(Address of, ChainReading.Answer answer) {
        if (!address().equals(Optional.of(of))) {
            return;
        }
        WalletState now = state();
        boolean reached = answer.funds().isPresent() && answer.book().isPresent();
        publish(
                new WalletState(
                        presence(),
                        Optional.of(of.value()),
                        answer.funds().or(now::funds),
                        answer.book().or(now::staking),
                        answer.activity(),
                        reached
                                ? Optional.empty()
                                : Optional.of(
                                        answer.isDisputed()
                                                ? "nodes-disagree"
                                                : "chain-unreachable"),
                        answer.nodes(),
                        keyring.known(),
                        Optional.of(network.profile().name()),
                        chain.paid()));
    }

    private void publishProblem() {
        WalletState now = state();
        publish(
                new WalletState(
                        presence(),
                        now.address(),
                        now.funds(),
                        now.staking(),
                        now.activity(),
                        Optional.of("wrong-chain"),
                        now.nodes(),
                        now.known(),
                        now.network(),
                        now.paid()));
    }

    private void publish(WalletState next) {
        synchronized (this) {
            state = next;
        }
        watchers.forEach(watcher -> watcher.accept(next));
    }

    @Override
    public RecoveryWords draw() {
        return keyring.draw();
    }

    @Override
    public Optional<String> leadsTo(char[] words) {
        return keyring.leadsTo(words).map(Address::grouped);
    }

    @Override
    public Opening create(RecoveryWords words, char[] password) {
        return restore(words.phrase(), password);
    }

    @Override
    public Opening restore(char[] words, char[] password) {
        return keyring.restore(words, password);
    }

    @Override
    public Opening unlock(char[] password) {
        return keyring.unlock(password);
    }

    @Override
    public void lock() {
        keyring.lock();
    }

    @Override
    public Binding bind(DeviceId device) {
        return keyring.open()
                .map(
                        opened ->
                                PayoutSignature.by(
                                        opened,
                                        address().orElseThrow(),
                                        device,
                                        payer.id(),
                                        clock.instant()))
                .orElseGet(Binding.Locked::new);
    }

    @Override
    public Binding change(DeviceId device, PayoutMessages.Payout now) {
        return keyring.open()
                .map(
                        opened ->
                                PayoutSignature.change(
                                        opened,
                                        address().orElseThrow(),
                                        device,
                                        now,
                                        network.profile().chainId(),
                                        payer.id(),
                                        clock.instant()))
                .orElseGet(Binding.Locked::new);
    }

    @Override
    public Binding undo(PayoutMessages.PendingChange change) {
        return keyring.open()
                .map(
                        opened ->
                                PayoutSignature.undo(
                                        opened,
                                        change,
                                        network.profile().chainId(),
                                        payer.id(),
                                        clock.instant()))
                .orElseGet(Binding.Locked::new);
    }

    @Override
    public Sending claim(Accepted accepted) {
        Optional<Address> address = address();
        if (address.isEmpty()) {
            return new Sending.Locked();
        }
        Optional<ClaimProof> proof;
        try {
            proof = payer.claims().proof(address.get().value());
        } catch (UncheckedIOException | MalformedMessageException e) {
            return new Sending.Refused("coordinator-unreachable");
        }
        return proof.isEmpty()
                ? new Sending.Refused("nothing-to-claim")
                : send(
                        (intent, signer) -> {
                            wallet.acceptFee(proof.get(), accepted.fee());
                            return wallet.claim(proof.get(), signer);
                        });
    }

    @Override
    public Forecast forecastClaim() {
        try {
            return address()
                    .flatMap(mine -> payer.claims().proof(mine.value()))
                    .map(proof -> forecast((intent, by) -> wallet.claim(proof, by)))
                    .orElseGet(
                            () ->
                                    new Forecast.Decided(
                                            new TxResult.Refused(
                                                    Refusal.NOTHING_TO_CLAIM, Optional.empty())));
        } catch (UncheckedIOException | MalformedMessageException e) {
            return new Forecast.Unreachable();
        }
    }

    @Override
    public Sending send(String to, Wei amount, Accepted accepted) {
        return switch (Address.read(to)) {
            case AddressReading.Invalid i -> new Sending.Refused("not-an-address");
            case AddressReading.Valid valid ->
                    send(
                            (intent, signer) -> {
                                wallet.acceptFee(intent, accepted.fee());
                                if (accepted.contract()) {
                                    wallet.acceptContract(intent, valid.address());
                                }
                                return wallet.send(intent, valid.address(), amount, signer);
                            });
        };
    }

    @Override
    public Forecast forecast(String to, Wei amount) {
        return switch (Address.read(to)) {
            case AddressReading.Invalid i -> new Forecast.Unreachable();
            case AddressReading.Valid valid ->
                    forecast((intent, by) -> wallet.send(intent, valid.address(), amount, by));
        };
    }

    @Override
    public Forecast forecast(BiFunction<String, TransactionSigner, TxResult> wish) {
        return address()
                .map(mine -> wallet.forecast(mine, by -> wish.apply("forecast", by)))
                .orElseGet(Forecast.Unreachable::new);
    }

    @Override
    public Optional<Address> account() {
        return address();
    }

    @Override
    public Sending send(BiFunction<String, TransactionSigner, TxResult> wish) {
        return wishes.carryOut(wish);
    }

    @Override
    public Optional<List<Allowance>> allowances() {
        return address()
                .map(wallet::allowances)
                .flatMap(
                        reading ->
                                reading instanceof Reading.Known<List<Allowance>> known
                                        ? Optional.of(known.value())
                                        : Optional.empty());
    }

    @Override
    public Sending revoke(String contract) {
        return send((intent, signer) -> wallet.revoke(intent, contract, signer));
    }

    @Override
    public Sending speedUp(String hash) {
        return wishes.speedUp(hash, wallet);
    }

    @Override
    public Sending cancel(String hash) {
        return wishes.takeBack(hash, wallet);
    }

    @Override
    public Limits limits() {
        return limits.now();
    }

    @Override
    public Limiting limit(Limits wanted, char[] password) {
        return limits.limit(wanted, password);
    }

    @Override
    public void close() {
        polling.cancel(false);
        keyring.close();
        watchers.clear();
    }
}
