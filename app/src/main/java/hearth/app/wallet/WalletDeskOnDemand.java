package hearth.app.wallet;

import hearth.protocol.DeviceId;
import hearth.protocol.Wei;

import org.jspecify.annotations.Nullable;

import java.util.function.Consumer;
import java.util.function.Supplier;

/// A wallet that is opened by the first call that needs more of it than whether it is there. The
/// libraries of the chain take memory and time that a look at the agent has no use for. Safe for
/// use by several threads.
public final class WalletDeskOnDemand implements WalletDesk {
    private final WalletState glance;
    private final Supplier<WalletDesk> opening;
    private volatile @Nullable WalletDesk opened;

    /// @param glance what can be said without opening it
    /// @param opening gives the same desk each time; whoever made it closes it
    public WalletDeskOnDemand(WalletState glance, Supplier<WalletDesk> opening) {
        this.glance = glance;
        this.opening = opening;
    }

    private WalletDesk desk() {
        var desk = opened;
        if (desk == null) {
            desk = opening.get();
            opened = desk;
        }
        return desk;
    }

    /// Never opens it, and never blocks.
    @Override
    public WalletState state() {
        var desk = opened;
        return desk == null ? glance : desk.state();
    }

    @Override
    public Watching watch(Consumer<WalletState> onState) {
        return desk().watch(onState);
    }

    @Override
    public RecoveryWords draw() {
        return desk().draw();
    }

    @Override
    public boolean isPhrase(char[] words) {
        return desk().isPhrase(words);
    }

    @Override
    public Opening create(RecoveryWords words, char[] password) {
        return desk().create(words, password);
    }

    @Override
    public Opening restore(char[] words, char[] password) {
        return desk().restore(words, password);
    }

    @Override
    public Opening unlock(char[] password) {
        return desk().unlock(password);
    }

    @Override
    public void lock() {
        var desk = opened;
        if (desk != null) {
            desk.lock();
        }
    }

    @Override
    public Binding bind(DeviceId device) {
        return desk().bind(device);
    }

    @Override
    public Sending claim() {
        return desk().claim();
    }

    @Override
    public Sending send(String to, Wei amount) {
        return desk().send(to, amount);
    }

    @Override
    public Sending stake(Wei amount) {
        return desk().stake(amount);
    }

    @Override
    public Sending unstake(Wei amount) {
        return desk().unstake(amount);
    }

    @Override
    public Sending withdraw(long unbonding) {
        return desk().withdraw(unbonding);
    }

    @Override
    public Sending claimYield() {
        return desk().claimYield();
    }

    @Override
    public void refresh() {
        desk().refresh();
    }

    /// The desk is closed by who made it.
    @Override
    public void close() {}
}
