package hearth.app.wallet;

import hearth.app.wallet.WalletState.Presence;
import hearth.chain.Allowance;
import hearth.chain.ChainException;
import hearth.chain.EmberNetwork;
import hearth.chain.EmberWallet;
import hearth.chain.Forecast;
import hearth.chain.Reading;
import hearth.chain.TxResult;
import hearth.keys.Address;
import hearth.keys.AddressReading;
import hearth.keys.AutoLock;
import hearth.keys.PhraseReading;
import hearth.keys.RecoveryPhrase;
import hearth.keys.Secret;
import hearth.keys.TransactionSigner;
import hearth.keys.UnlockResult;
import hearth.keys.UnlockedWallet;
import hearth.keys.WalletFile;
import hearth.protocol.ClaimProof;
import hearth.protocol.DeviceId;
import hearth.protocol.MalformedMessageException;
import hearth.protocol.Wei;

import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/// The real wallet: keys in a sealed file, money on chain. Reads the chain every few seconds while
/// watched, and locks itself after ten minutes without use. Safe for use by several threads; state
/// is published under one lock, which is never held while a node is asked.
public final class ChainWalletDesk implements WalletDesk, Signing {
    private static final Duration POLL = Duration.ofSeconds(5);
    private static final Duration IDLE = Duration.ofMinutes(10);
    private static final int WORDS = 12;
    private final List<Consumer<WalletState>> watchers = new CopyOnWriteArrayList<>();
    private final AtomicBoolean reading = new AtomicBoolean();
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("wallet-clock").factory());
    private final WalletFile file;
    private final EmberWallet wallet;
    private final ChainReading chain;
    private final Payer payer;
    private final SecureRandom random;
    private final InstantSource clock;
    private final AutoLock autoLock;
    private final Wishes wishes;
    private final OwnerLimits limits;
    private final ScheduledFuture<?> polling;
    private WalletState state = WalletState.none();

    /// @param network stays the caller's, who closes it after this desk
    public ChainWalletDesk(
            WalletFile file,
            EmberNetwork network,
            Payer payer,
            SecureRandom random,
            InstantSource clock) {
        this.file = file;
        this.payer = payer;
        this.random = random;
        this.clock = clock;
        wallet = new EmberWallet(network);
        chain = new ChainReading(network, payer.claims(), clock);
        autoLock = new AutoLock(IDLE, clock, timer, this::publishPresence);
        limits = new OwnerLimits(wallet, file);
        wishes = new Wishes(this::open, this::refresh);
        publishPresence();
        polling =
                timer.scheduleWithFixedDelay(this::poll, 0, POLL.toMillis(), TimeUnit.MILLISECONDS);
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
    public void refresh() {
        Optional<Address> address = address();
        if (address.isEmpty() || !reading.compareAndSet(false, true)) {
            return;
        }
        try {
            ChainReading.Answer answer = chain.read(address.get());
            publish(answer);
        } catch (ChainException e) {
            publishProblem();
        } finally {
            reading.set(false);
        }
    }

    /// The first account: of the open wallet where it is open, because the file's own list could
    /// have been changed by somebody.
    private Optional<Address> address() {
        return autoLock.wallet()
                .map(UnlockedWallet::addresses)
                .or(() -> Optional.of(file.addresses()))
                .flatMap(list -> list.stream().findFirst());
    }

    private Presence presence() {
        if (autoLock.wallet().isPresent()) {
            return Presence.UNLOCKED;
        }
        return file.exists() ? Presence.LOCKED : Presence.NONE;
    }

    private void publishPresence() {
        WalletState now = state();
        publish(
                new WalletState(
                        presence(),
                        address().map(Address::value),
                        now.funds(),
                        now.staking(),
                        now.activity(),
                        now.problem(),
                        now.nodes()));
    }

    /// What was read stays on the screen while no node answers.
    private void publish(ChainReading.Answer answer) {
        WalletState now = state();
        boolean reached = answer.funds().isPresent() && answer.book().isPresent();
        publish(
                new WalletState(
                        presence(),
                        address().map(Address::value),
                        answer.funds().or(now::funds),
                        answer.book().or(now::staking),
                        answer.activity(),
                        reached
                                ? Optional.empty()
                                : Optional.of(
                                        answer.isDisputed()
                                                ? "nodes-disagree"
                                                : "chain-unreachable"),
                        answer.nodes()));
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
                        now.nodes()));
    }

    private void publish(WalletState next) {
        synchronized (this) {
            state = next;
        }
        watchers.forEach(watcher -> watcher.accept(next));
    }

    @Override
    public RecoveryWords draw() {
        try (RecoveryPhrase phrase = RecoveryPhrase.generate(WORDS, random)) {
            return new RecoveryWords(phrase.words());
        }
    }

    @Override
    public boolean isPhrase(char[] words) {
        Optional<RecoveryPhrase> phrase = read(words);
        phrase.ifPresent(RecoveryPhrase::close);
        return phrase.isPresent();
    }

    private static Optional<RecoveryPhrase> read(char[] words) {
        try (Secret typed = Secret.ofText(words)) {
            return switch (RecoveryPhrase.read(typed)) {
                case PhraseReading.Valid valid -> Optional.of(valid.phrase());
                case PhraseReading.UnknownWord u -> Optional.empty();
                case PhraseReading.WrongLength w -> Optional.empty();
                case PhraseReading.WrongChecksum w -> Optional.empty();
            };
        } catch (IllegalArgumentException notText) {
            return Optional.empty();
        }
    }

    @Override
    public Opening create(RecoveryWords words, char[] password) {
        return restore(words.phrase(), password);
    }

    @Override
    public Opening restore(char[] words, char[] password) {
        Optional<RecoveryPhrase> read = read(words);
        if (read.isEmpty() || file.exists()) {
            Arrays.fill(password, '\0');
            read.ifPresent(RecoveryPhrase::close);
            return read.isEmpty() ? new Opening.NotAPhrase() : new Opening.AlreadyThere();
        }
        try (RecoveryPhrase phrase = read.get();
                Secret secret = Secret.ofText(password)) {
            return hold(file.create(phrase, secret));
        }
    }

    @Override
    public Opening unlock(char[] password) {
        try (Secret secret = Secret.ofText(password)) {
            return switch (file.unlock(secret)) {
                case UnlockResult.Unlocked unlocked -> hold(unlocked.wallet());
                case UnlockResult.WrongPassword w -> new Opening.WrongPassword();
                case UnlockResult.TooManyTries t -> new Opening.TooManyTries(t.remaining());
                case UnlockResult.Damaged d -> new Opening.Unreadable();
                case UnlockResult.Missing m -> new Opening.Unreadable();
            };
        }
    }

    private Opening hold(UnlockedWallet opened) {
        Address first = opened.addresses().getFirst();
        autoLock.hold(opened);
        publishPresence();
        return new Opening.Opened(first.value());
    }

    @Override
    public void lock() {
        autoLock.lock();
    }

    @Override
    public Binding bind(DeviceId device) {
        return open().map(opened -> PayoutSignature.by(opened, device, payer.id(), clock.instant()))
                .orElseGet(Binding.Locked::new);
    }

    private Optional<UnlockedWallet> open() {
        Optional<UnlockedWallet> open = autoLock.wallet();
        autoLock.touch();
        return open;
    }

    @Override
    public Sending claim() {
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
                : send((intent, signer) -> wallet.claim(proof.get(), signer));
    }

    @Override
    public Sending send(String to, Wei amount) {
        return switch (Address.read(to)) {
            case AddressReading.Invalid i -> new Sending.Refused("not-an-address");
            case AddressReading.Valid valid ->
                    send((intent, signer) -> wallet.send(intent, valid.address(), amount, signer));
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
    public Sending stake(Wei amount) {
        return send((intent, signer) -> wallet.stake(intent, amount, signer));
    }

    @Override
    public Sending unstake(Wei amount) {
        return send((intent, signer) -> wallet.unstake(intent, amount, signer));
    }

    @Override
    public Sending withdraw(long unbonding) {
        return send(
                (intent, signer) -> wallet.withdraw(intent, BigInteger.valueOf(unbonding), signer));
    }

    @Override
    public Sending claimYield() {
        return send(wallet::claimYield);
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
        autoLock.close();
        timer.shutdownNow();
        watchers.clear();
    }
}
