package hearth.worker;

import hearth.protocol.JobId;
import hearth.protocol.LeaseId;
import hearth.protocol.MalformedMessageException;
import hearth.protocol.Messages;
import hearth.protocol.PayoutMessages;
import hearth.protocol.Receipt;
import hearth.protocol.Sha256;
import hearth.worker.SocketMessages.Reply;
import hearth.worker.SocketMessages.Request;
import hearth.worker.SocketMessages.Told;
import hearth.worker.SocketMessages.Verb;
import hearth.worker.electricity.DayAccount;
import hearth.worker.electricity.ElectricityTerms;
import hearth.worker.policy.RunRules;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/// An agent in another process, over its owner-only socket. Each call uses a connection of its own,
/// so a link outlives a restart of the agent and may be used from any thread. Nothing is connected
/// before the first call.
public final class SocketAgentLink implements AgentLink {
    private final Path home;
    private final Set<SocketChannel> watching = ConcurrentHashMap.newKeySet();

    private SocketAgentLink(Path home) {
        this.home = home;
    }

    /// @param home folder of the agent
    public static SocketAgentLink to(Path home) {
        return new SocketAgentLink(home);
    }

    /// Whether an agent answers now.
    public boolean isAnswering() {
        try {
            snapshot();
            return true;
        } catch (AgentUnreachableException e) {
            return false;
        }
    }

    @Override
    public AgentSnapshot snapshot() {
        return call(Request.of(Verb.STATUS), AgentSnapshot.class);
    }

    @Override
    public Subscription subscribe(Consumer<AgentSnapshot> onSnapshot) {
        var channel = connect();
        watching.add(channel);
        var thread =
                Thread.ofVirtual()
                        .name("agent-snapshots")
                        .unstarted(() -> deliver(channel, onSnapshot));
        try {
            SocketMessages.write(Channels.newOutputStream(channel), Request.of(Verb.WATCH));
        } catch (IOException e) {
            hangUp(channel);
            throw gone(e);
        }
        thread.start();
        return () -> hangUp(channel);
    }

    private void deliver(SocketChannel channel, Consumer<AgentSnapshot> onSnapshot) {
        try {
            var in = new BufferedInputStream(Channels.newInputStream(channel));
            while (true) {
                var told =
                        SocketMessages.read(in, SocketMessages.MAX_REPLY, Told.class)
                                .flatMap(Told::body);
                if (told.isEmpty()) {
                    return;
                }
                onSnapshot.accept(told.get());
            }
        } catch (IOException | MalformedMessageException agentGone) {
            // The contract: a subscription ends silently, and snapshot() says why.
        } finally {
            hangUp(channel);
        }
    }

    @Override
    public void share(boolean on) {
        call(Request.of(Verb.SHARE, on));
    }

    @Override
    public void finishNow() {
        call(Request.of(Verb.FINISH_NOW));
    }

    @Override
    public void finish() {
        call(Request.of(Verb.FINISH));
    }

    @Override
    public void hold(Duration time) {
        call(Request.of(Verb.HOLD, time));
    }

    @Override
    public TransferLimits limits() {
        return call(Request.of(Verb.LIMITS), TransferLimits.class);
    }

    @Override
    public void limit(TransferLimits limits) {
        call(Request.of(Verb.LIMIT, limits));
    }

    @Override
    public RunRules rules() {
        return call(Request.of(Verb.RULES), RunRules.class);
    }

    @Override
    public void rules(RunRules rules) {
        call(Request.of(Verb.SET_RULES, rules));
    }

    @Override
    public void pauseUntil(Instant until) {
        call(Request.of(Verb.PAUSE, until));
    }

    @Override
    public ElectricityTerms electricity() {
        return call(Request.of(Verb.ELECTRICITY), ElectricityTerms.class);
    }

    @Override
    public void electricity(ElectricityTerms terms) {
        call(Request.of(Verb.SET_ELECTRICITY, terms));
    }

    @Override
    public List<DayAccount> accounts(int days) {
        return List.of(call(Request.of(Verb.ACCOUNTS, days), DayAccount[].class));
    }

    @Override
    public MachineView machine(Duration after) {
        return call(Request.of(Verb.MACHINE, after), MachineView.class);
    }

    @Override
    public void bindPayout(Messages.PayoutBinding binding) {
        call(Request.of(Verb.BIND_PAYOUT, binding));
    }

    @Override
    public Optional<PayoutMessages.Payout> payout() {
        return askNewer(Request.of(Verb.PAYOUT), PayoutMessages.Payout.class);
    }

    @Override
    public void changePayout(PayoutMessages.PayoutChange order) {
        call(Request.of(Verb.CHANGE_PAYOUT, order));
    }

    @Override
    public void undoPayout(PayoutMessages.PayoutUndo order) {
        call(Request.of(Verb.UNDO_PAYOUT, order));
    }

    @Override
    public List<Messages.RoundView> rounds(JobId job) {
        return List.of(call(Request.of(Verb.ROUNDS, job), Messages.RoundView[].class));
    }

    @Override
    public List<Messages.ResultView> results(long after, int limit) {
        return List.of(
                call(
                        Request.of(Verb.RESULTS, new SocketMessages.Page(after, limit)),
                        Messages.ResultView[].class));
    }

    @Override
    public List<EarnedBy> earnedBy(Instant since) {
        return List.of(call(Request.of(Verb.EARNED_BY, since), EarnedBy[].class));
    }

    @Override
    public Optional<Receipt> receipt(LeaseId lease) {
        return askNewer(Request.of(Verb.RECEIPT, lease), Receipt.class);
    }

    @Override
    public Optional<List<KeptReceipt>> receipts(long after, int limit) {
        return askNewer(
                        Request.of(Verb.RECEIPTS, new SocketMessages.Page(after, limit)),
                        KeptReceipt[].class)
                .map(List::of);
    }

    @Override
    public Optional<Messages.Standings> standings() {
        return askNewer(Request.of(Verb.STANDINGS), Messages.Standings.class);
    }

    @Override
    public Optional<Datasheet> datasheet(Sha256 manifest) {
        return askNewer(Request.of(Verb.DATASHEET, manifest), Datasheet.class);
    }

    @Override
    public Optional<Messages.HeldPay> held() {
        return askNewer(Request.of(Verb.HELD), Messages.HeldPay.class);
    }

    @Override
    public Messages.Household household(Instant since) {
        return call(Request.of(Verb.HOUSEHOLD, since), Messages.Household.class);
    }

    @Override
    public Messages.PairingCode pairingCode() {
        return call(Request.of(Verb.PAIRING_CODE), Messages.PairingCode.class);
    }

    @Override
    public void join(String code) {
        call(Request.of(Verb.JOIN, code));
    }

    @Override
    public void leave() {
        call(Request.of(Verb.LEAVE));
    }

    @Override
    public void appeal(LeaseId lease) {
        call(Request.of(Verb.APPEAL, lease));
    }

    @Override
    public void shutdown() {
        call(Request.of(Verb.SHUTDOWN));
    }

    @Override
    public void close() {
        watching.forEach(this::hangUp);
    }

    private <T> T call(Request request, Class<T> type) {
        var reply = call(request);
        try {
            return reply.body(type);
        } catch (MalformedMessageException e) {
            throw garbled(e);
        }
    }

    /// An agent of before this verb hangs up on it, which is no reason to believe it gone.
    private <T> Optional<T> askNewer(Request request, Class<T> type) {
        try {
            return exchange(request)
                    .filter(reply -> reply.body().isPresent())
                    .map(reply -> reply.body(type));
        } catch (MalformedMessageException e) {
            throw garbled(e);
        }
    }

    private Reply call(Request request) {
        return exchange(request)
                .orElseThrow(() -> new AgentUnreachableException("the agent hung up", null));
    }

    /// What the agent says; empty where it hangs up without a word.
    private Optional<Reply> exchange(Request request) {
        try (var channel = connect()) {
            SocketMessages.write(Channels.newOutputStream(channel), request);
            var in = new BufferedInputStream(Channels.newInputStream(channel));
            var reply = SocketMessages.read(in, SocketMessages.MAX_REPLY, Reply.class);
            reply.flatMap(Reply::problem)
                    .ifPresent(
                            problem -> {
                                throw new AgentRefusedException(problem);
                            });
            return reply;
        } catch (IOException e) {
            throw gone(e);
        } catch (MalformedMessageException e) {
            throw garbled(e);
        }
    }

    private SocketChannel connect() {
        var path = SocketPlace.find(home);
        if (!SocketPlace.isSafe(path)) {
            throw new AgentUnreachableException("no owner-only socket", null);
        }
        try {
            var channel = SocketChannel.open(StandardProtocolFamily.UNIX);
            boolean connected = false;
            try {
                channel.connect(UnixDomainSocketAddress.of(path));
                connected = true;
                return channel;
            } finally {
                if (!connected) {
                    channel.close();
                }
            }
        } catch (IOException e) {
            throw gone(e);
        }
    }

    private void hangUp(SocketChannel channel) {
        watching.remove(channel);
        try {
            channel.close();
        } catch (IOException alreadyGone) {
            throw gone(alreadyGone);
        }
    }

    private static AgentUnreachableException gone(IOException cause) {
        return new AgentUnreachableException("no agent answers", cause);
    }

    private static AgentUnreachableException garbled(MalformedMessageException cause) {
        return new AgentUnreachableException("the agent speaks another version", cause);
    }
}
