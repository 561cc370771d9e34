package hearth.worker;

import hearth.protocol.JobId;
import hearth.protocol.LeaseId;
import hearth.protocol.MalformedMessageException;
import hearth.protocol.Messages;
import hearth.protocol.PayoutMessages;
import hearth.protocol.Sha256;
import hearth.worker.SocketMessages.Reply;
import hearth.worker.SocketMessages.Request;
import hearth.worker.electricity.ElectricityTerms;
import hearth.worker.policy.RunRules;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.System.Logger.Level;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;

/// Serves an [AgentLink] on a Unix domain socket in an owner-only folder, to any number of clients
/// that come and go. The folder is the access control: whoever may enter it is the owner. A virtual
/// thread for each client.
final class AgentSocket implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("hearth.worker");
    private static final int MOST_CLIENTS = 64;
    private static final int MOST_RESULTS = 1000;
    private static final Duration AGAIN = Duration.ofSeconds(1);

    private final Path path;
    private final AgentLink agent;
    private final ServerSocketChannel server;
    private final Set<SocketChannel> clients = ConcurrentHashMap.newKeySet();

    private AgentSocket(Path path, AgentLink agent, ServerSocketChannel server) {
        this.path = path;
        this.agent = agent;
        this.server = server;
    }

    /// The caller holds the home's lock, so a socket file that is still there has no agent.
    static AgentSocket open(Path home, AgentLink agent) {
        var path = SocketPlace.choose(home, sessionFolders(System.getenv()));
        try {
            Files.deleteIfExists(path);
            var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            server.bind(UnixDomainSocketAddress.of(path));
            var socket = new AgentSocket(path, agent, server);
            Thread.ofVirtual().name("agent-socket").start(socket::accept);
            return socket;
        } catch (IOException e) {
            throw new AgentException("socket-unusable", "cannot open the local socket", e);
        }
    }

    static List<Path> sessionFolders(Map<String, String> environment) {
        var folders = new ArrayList<Path>();
        var session = environment.get("XDG_RUNTIME_DIR");
        if (session != null && !session.isBlank()) {
            folders.add(Path.of(session));
        }
        folders.add(Path.of(System.getProperty("java.io.tmpdir")));
        return folders;
    }

    Path path() {
        return path;
    }

    private void accept() {
        acceptAll(server::accept, this::welcome);
    }

    interface Door {
        SocketChannel next() throws IOException;
    }

    interface Welcome {
        void take(SocketChannel client) throws IOException;
    }

    /// Without this no window reaches the agent any more: what fails, as where this process has no
    /// file left to open, is tried again until the door is closed.
    static void acceptAll(Door door, Welcome welcome) {
        boolean told = false;
        while (true) {
            try {
                welcome.take(door.next());
                told = false;
            } catch (ClosedChannelException closed) {
                return; // The agent ends.
            } catch (IOException e) {
                if (!told) {
                    LOG.log(Level.WARNING, "the local socket takes nobody for now", e);
                }
                told = true;
                LockSupport.parkNanos(AGAIN.toNanos());
            }
        }
    }

    private void welcome(SocketChannel client) throws IOException {
        if (clients.size() >= MOST_CLIENTS) {
            client.close();
            return;
        }
        clients.add(client);
        Thread.ofVirtual().name("agent-client").start(() -> serve(client));
    }

    private void serve(SocketChannel client) {
        try (client) {
            var in = new BufferedInputStream(Channels.newInputStream(client));
            var out = Channels.newOutputStream(client);
            while (true) {
                var request = SocketMessages.read(in, SocketMessages.MAX_REQUEST, Request.class);
                if (request.isEmpty()) {
                    return;
                }
                if (request.get().verb() == SocketMessages.Verb.WATCH) {
                    watch(in, out);
                    return;
                }
                SocketMessages.write(out, answer(request.get()));
            }
        } catch (MalformedMessageException | IOException hangUp) {
            // A client that talks nonsense or goes away is dropped; nothing of it is kept.
        } finally {
            clients.remove(client);
        }
    }

    private Reply answer(Request request) {
        if (request.version() != SocketMessages.VERSION) {
            return Reply.problem("version-unknown");
        }
        try {
            return switch (request.verb()) {
                case STATUS, WATCH -> Reply.of(agent.snapshot());
                case SHARE -> {
                    agent.share(request.body(Boolean.class));
                    yield Reply.done();
                }
                case FINISH_NOW -> {
                    agent.finishNow();
                    yield Reply.done();
                }
                case FINISH -> {
                    agent.finish();
                    yield Reply.done();
                }
                case HOLD -> {
                    agent.hold(request.body(Duration.class));
                    yield Reply.done();
                }
                case LIMITS -> Reply.of(agent.limits());
                case LIMIT -> {
                    agent.limit(request.body(TransferLimits.class));
                    yield Reply.done();
                }
                case RULES -> Reply.of(agent.rules());
                case SET_RULES -> {
                    agent.rules(request.body(RunRules.class));
                    yield Reply.done();
                }
                case ELECTRICITY -> Reply.of(agent.electricity());
                case SET_ELECTRICITY -> {
                    agent.electricity(request.body(ElectricityTerms.class));
                    yield Reply.done();
                }
                case ACCOUNTS -> Reply.of(agent.accounts(request.body(Integer.class)));
                case PAUSE -> {
                    agent.pauseUntil(request.body(Instant.class));
                    yield Reply.done();
                }
                case BIND_PAYOUT -> {
                    agent.bindPayout(request.body(Messages.PayoutBinding.class));
                    yield Reply.done();
                }
                case PAYOUT -> agent.payout().map(Reply::of).orElseGet(Reply::done);
                case CHANGE_PAYOUT -> {
                    agent.changePayout(request.body(PayoutMessages.PayoutChange.class));
                    yield Reply.done();
                }
                case UNDO_PAYOUT -> {
                    agent.undoPayout(request.body(PayoutMessages.PayoutUndo.class));
                    yield Reply.done();
                }
                case ROUNDS -> Reply.of(agent.rounds(request.body(JobId.class)));
                case RESULTS -> {
                    var page = request.body(SocketMessages.Page.class);
                    int limit = Math.clamp(page.limit(), 1, MOST_RESULTS);
                    yield Reply.of(agent.results(page.after(), limit));
                }
                case MACHINE -> Reply.of(agent.machine(request.body(Duration.class)));
                case HOUSEHOLD -> Reply.of(agent.household(request.body(Instant.class)));
                case PAIRING_CODE -> Reply.of(agent.pairingCode());
                case JOIN -> {
                    agent.join(request.body(String.class));
                    yield Reply.done();
                }
                case LEAVE -> {
                    agent.leave();
                    yield Reply.done();
                }
                case APPEAL -> {
                    agent.appeal(request.body(LeaseId.class));
                    yield Reply.done();
                }
                case EARNED_BY -> Reply.of(agent.earnedBy(request.body(Instant.class)));
                case STANDINGS -> agent.standings().map(Reply::of).orElseGet(Reply::done);
                case HELD -> agent.held().map(Reply::of).orElseGet(Reply::done);
                case DATASHEET ->
                        agent.datasheet(request.body(Sha256.class))
                                .map(Reply::of)
                                .orElseGet(Reply::done);
                case RECEIPT ->
                        agent.receipt(request.body(LeaseId.class))
                                .map(Reply::of)
                                .orElseGet(Reply::done);
                case RECEIPTS -> {
                    var page = request.body(SocketMessages.Page.class);
                    int limit = Math.clamp(page.limit(), 1, MOST_RESULTS);
                    yield agent.receipts(page.after(), limit).map(Reply::of).orElseGet(Reply::done);
                }
                case SHUTDOWN -> {
                    agent.shutdown();
                    yield Reply.done();
                }
            };
        } catch (AgentRefusedException e) {
            return Reply.problem(e.id());
        } catch (AgentException e) {
            return Reply.problem(e.id());
        }
    }

    /// Sends snapshots until the client hangs up; a client that watches says nothing more.
    private void watch(InputStream in, OutputStream out) throws IOException {
        var gone = new CountDownLatch(1);
        try (var _ =
                agent.subscribe(
                        snapshot -> {
                            try {
                                SocketMessages.write(out, Reply.of(snapshot));
                            } catch (IOException e) {
                                gone.countDown();
                            }
                        })) {
            int heard = 0;
            while (gone.getCount() > 0 && heard >= 0) {
                heard = in.read();
            }
        }
    }

    @Override
    public void close() {
        try {
            server.close();
            for (var client : clients) {
                client.close();
            }
            Files.deleteIfExists(path);
        } catch (IOException e) {
            throw new AgentException("socket-unusable", "cannot close the local socket", e);
        }
    }
}
