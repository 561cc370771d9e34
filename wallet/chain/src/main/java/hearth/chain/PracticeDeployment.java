package hearth.chain;

import hearth.keys.Address;
import hearth.keys.EthereumKey;
import hearth.keys.OwnerOnlyFile;
import hearth.keys.Secret;
import hearth.protocol.Wei;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// Puts our contracts on a practice chain and furnishes them. Every step is an intent, so it can be
/// interrupted anywhere and repeated at any time; on a chain that lost its state the intents are
/// new and all happens again.
public final class PracticeDeployment implements AutoCloseable {
    private static final int KEY_FILE_BYTES = 32;

    private final PracticeChain chain;
    private final PracticePlan plan;
    private final Path folder;
    private final InstantSource clock;
    private final EthereumKey operator;
    private final String genesis;
    private final Transactions transactions;

    /// @param folder for the operator's key, its journal and the profile; the chain's own
    public PracticeDeployment(
            PracticeChain chain,
            PracticePlan plan,
            Path folder,
            SecureRandom random,
            InstantSource clock) {
        this.chain = chain;
        this.plan = plan;
        this.folder = folder;
        this.clock = clock;
        this.operator = operatorKey(keyIn(folder), random);
        this.genesis = chain.node().genesisHash();
        // Its own client: the chain's is closed when the chain restarts.
        this.transactions =
                new Transactions(
                        Nodes.only(new Node(chain.rpc())),
                        Pinned.bare(new ChainCheck(chain.chainId(), genesis, Map.of()), 0),
                        new Journal(journal(), genesis, Optional.empty()),
                        SendPolicy.practice(),
                        clock);
    }

    /// The account that owns the practice network: treasury, poster, guardian and relay in one. Its
    /// key is readable by the owner of this computer's account and guards play money only.
    public EthereumKey operator() {
        return operator;
    }

    /// The operator's journal, for {@link EmberNetwork#open}.
    public Path journal() {
        return journalIn(folder);
    }

    static Path journalIn(Path folder) {
        return folder.resolve("operator.db");
    }

    static Path keyIn(Path folder) {
        return folder.resolve("operator.key");
    }

    public Path profileFile() {
        return folder.resolve("network.json");
    }

    /// Deploys what is missing, funds the job budget once, keeps the yield stream running, and
    /// writes the profile.
    ///
    /// @throws NodeUnreachableException if the chain went away
    /// @throws ChainException if a step was refused
    public NetworkProfile ensure() {
        transactions.refresh();
        var from = operator.address();
        var token = deploy("token", ContractDeploys.token(from, plan.supply()));
        var rewards =
                deploy(
                        "rewards",
                        ContractDeploys.rewards(
                                token, from, from, from, Duration.ZERO, plan.supply()));
        var staking =
                deploy(
                        "staking",
                        ContractDeploys.staking(token, from, from, from, plan.unbonding()));
        var escrow =
                deploy("escrow", ContractDeploys.escrow(rewards, from, from, plan.unbonding()));
        var roundLog = deploy("roundLog", ContractDeploys.roundLog(from, from));
        fund("first", token, rewards, plan.jobBudget());
        streamYield(token, rewards, staking);
        var others = new TreeMap<>(votes(rewards, staking));
        others.put("escrow", escrow);
        others.put("roundLog", roundLog);
        var profile = profile(token, rewards, staking, others);
        profile.write(profileFile());
        return profile;
    }

    /// Lets stakers decide about rewards and staking. The operator keeps its own power over them: a
    /// practice network is its maker's, and older ones began without votes.
    private SortedMap<String, Address> votes(Address rewards, Address staking) {
        var from = operator.address();
        var rules = plan.votes();
        var timelock = deploy("timelock", ContractDeploys.timelock(rules.timelock(), from));
        var governor = deploy("governor", ContractDeploys.governor(staking, timelock, from, rules));
        grant("rewards-admin", rewards, ContractRole.ADMIN, timelock);
        grant("staking-admin", staking, ContractRole.ADMIN, timelock);
        grant("staking-arbiter", staking, ContractRole.ARBITER, timelock);
        grant("proposer", timelock, ContractRole.PROPOSER, governor);
        grant("canceller", timelock, ContractRole.CANCELLER, governor);
        step(
                "timelock-renounce",
                Activity.Kind.DEPLOY,
                Wei.ZERO,
                timelock,
                ContractCalls.renounceRole(ContractRole.ADMIN, from));
        return new TreeMap<>(
                Map.of(NetworkDeployment.TIMELOCK, timelock, NetworkDeployment.GOVERNOR, governor));
    }

    private void grant(String id, Address contract, ContractRole role, Address to) {
        step(
                "grant-" + id,
                Activity.Kind.DEPLOY,
                Wei.ZERO,
                contract,
                ContractCalls.grantRole(role, to));
    }

    /// Sends again what the chain lost in a crash, the contracts included.
    void refresh() {
        transactions.refresh();
    }

    /// Pays another budget into the rewards.
    ///
    /// @param id of the budget; each one is paid once
    public void fund(String id, NetworkProfile profile, Wei budget) {
        fund(id, profile.token(), profile.rewards(), budget);
    }

    private void fund(String id, Address token, Address rewards, Wei budget) {
        if (budget.isZero()) {
            return;
        }
        allow("fund-" + id, token, rewards, budget);
        step("fund-" + id, Activity.Kind.FUND, budget, rewards, ContractCalls.fund(budget));
    }

    private void streamYield(Address token, Address rewards, Address staking) {
        var reads = new ContractReads(new ChainView.Pending(chain.node()), token, rewards, staking);
        var ends = reads.yieldEnds();
        if (plan.yield().isZero() || ends.isAfter(clock.instant())) {
            return;
        }
        String id = "yield-" + ends.getEpochSecond();
        allow(id, token, staking, plan.yield());
        step(
                id,
                Activity.Kind.ADD_YIELD,
                plan.yield(),
                staking,
                ContractCalls.addYield(plan.yield(), plan.yieldPeriod().toSeconds()));
    }

    private void allow(String id, Address token, Address spender, Wei amount) {
        step(
                id + "/approve",
                Activity.Kind.APPROVE,
                amount,
                token,
                ContractCalls.approve(spender, amount));
    }

    private Address deploy(String name, String data) {
        String hash =
                step("deploy-" + name, Activity.Kind.DEPLOY, Wei.ZERO, Optional.empty(), data);
        return chain.node()
                .inclusion(hash)
                .flatMap(Node.Inclusion::created)
                .orElseThrow(() -> new ChainException("no contract was made: " + name, null));
    }

    private void step(String id, Activity.Kind kind, Wei amount, Address to, String data) {
        step(id, kind, amount, Optional.of(to), data);
    }

    private String step(
            String id, Activity.Kind kind, Wei amount, Optional<Address> to, String data) {
        var intent = new Intent(id, kind, operator.address(), amount, Optional.empty(), to, data);
        return switch (transactions.send(intent, operator)) {
            case TxResult.Included in -> in.hash();
            case TxResult.Refused refused ->
                    throw new ChainException(id + " was refused: " + refused.reason(), null);
            case TxResult.Pending pending -> throw new NodeUnreachableException(id, null);
            case TxResult.Unreachable none -> throw new NodeUnreachableException(id, null);
        };
    }

    private NetworkProfile profile(
            Address token, Address rewards, Address staking, SortedMap<String, Address> others) {
        var codes = new TreeMap<String, String>();
        others.forEach((name, contract) -> codes.put(name, code(contract)));
        codes.put("token", code(token));
        codes.put("rewards", code(rewards));
        codes.put("staking", code(staking));
        return new NetworkProfile(
                "practice",
                chain.chainId(),
                genesis,
                List.of(chain.rpc()),
                token,
                rewards,
                staking,
                codes,
                0,
                others);
    }

    private String code(Address contract) {
        return chain.node()
                .codeHash(contract)
                .orElseThrow(() -> new ChainException("a contract lost its code", null));
    }

    static EthereumKey operatorKey(Path path, SecureRandom random) {
        var file = new OwnerOnlyFile(path, 0);
        try {
            var stored = file.read(KEY_FILE_BYTES);
            if (stored.isPresent()) {
                try (Secret secret = Secret.taking(stored.get())) {
                    return EthereumKey.of(secret);
                }
            }
            var key = EthereumKey.random(random);
            try (Secret secret = key.secret()) {
                byte[] bytes = secret.copy();
                file.write(bytes);
                Arrays.fill(bytes, (byte) 0);
            }
            return key;
        } catch (IOException e) {
            throw new ChainException("the operator's key cannot be kept", e);
        }
    }

    @Override
    public void close() {
        transactions.close();
        operator.close();
    }
}
