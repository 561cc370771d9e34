package hearth.app.cli;

import hearth.app.install.CommandFailure;
import hearth.app.install.HearthHome;
import hearth.app.install.Image;
import hearth.app.install.JoinedNetwork;
import hearth.app.network.JoinedAgent;
import hearth.app.practice.BackgroundHost;
import hearth.app.practice.ClaimsClient;
import hearth.app.wallet.Payer;
import hearth.chain.NetworkProfile;
import hearth.chain.SendPolicy;

/// What stands behind the window while it is open: the host of the practice network, or the agent
/// of the network that was joined.
sealed interface Backstage {
    /// Finds it or starts it; blocks until a practice network is ready.
    static Backstage of(Image image, HearthHome home) throws InterruptedException {
        return home.joined().isPresent()
                ? new Joined(home, home.joined().get(), JoinedAgent.findOrStart(image, home))
                : new Practice(home, BackgroundHost.findOrStart(image, home));
    }

    /// @throws CommandFailure if nobody whom the owner trusts answers for it
    NetworkProfile profile();

    Payer payer();

    SendPolicy policy();

    /// Called, on a thread of its own, when it ends without having been asked to.
    void onBreak(Runnable again);

    /// Ends it, unless its agent goes on sharing without a window.
    void endUnlessSharing();

    private static void watch(ProcessHandle process, Runnable then) {
        Thread.ofVirtual()
                .name("network-watch")
                .start(
                        () -> {
                            process.onExit().join();
                            then.run();
                        });
    }

    record Practice(HearthHome home, BackgroundHost host) implements Backstage {
        @Override
        public NetworkProfile profile() {
            return host.profile();
        }

        @Override
        public Payer payer() {
            return new Payer(
                    host.file().server(), new ClaimsClient(host.file().coordinator())::proof);
        }

        @Override
        public SendPolicy policy() {
            return SendPolicy.practice();
        }

        @Override
        public void onBreak(Runnable again) {
            host.file().process().ifPresent(process -> watch(process, again));
        }

        @Override
        public void endUnlessSharing() {
            host.endUnlessSharing(home);
        }
    }

    record Joined(HearthHome home, JoinedNetwork network, JoinedAgent agent) implements Backstage {
        @Override
        public NetworkProfile profile() {
            return NetworkCommand.joined(home).orElseThrow();
        }

        @Override
        public Payer payer() {
            return new Payer(network.server(), new ClaimsClient(network.coordinator())::proof);
        }

        @Override
        public SendPolicy policy() {
            return SendPolicy.standard();
        }

        /// An agent that ends in order was told to.
        @Override
        public void onBreak(Runnable again) {
            agent.process()
                    .ifPresent(
                            process ->
                                    watch(
                                            process.toHandle(),
                                            () -> {
                                                if (process.exitValue() != 0) {
                                                    again.run();
                                                }
                                            }));
        }

        @Override
        public void endUnlessSharing() {
            agent.endUnlessSharing();
        }
    }
}
