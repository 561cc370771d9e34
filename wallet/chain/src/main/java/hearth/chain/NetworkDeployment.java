package hearth.chain;

import hearth.keys.Address;
import hearth.keys.TransactionSigner;
import hearth.protocol.Wei;

import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;

/// Puts all contracts on any EVM chain, in one order, and hands the power over them to the
/// timelock. Each step is an intent in a journal, so a deployment that was interrupted anywhere is
/// continued by asking again. Blocks on the node; one thread.
public final class NetworkDeployment implements AutoCloseable {
    /// The names of the contracts in a profile.
    static final String TOKEN = "token";

    static final String TIMELOCK = "timelock";
    static final String STAKING = "staking";
    static final String REWARDS = "rewards";
    static final String ESCROW = "escrow";
    static final String ROUND_LOG = "roundLog";
    static final String GOVERNOR = "governor";

    private final List<URI> rpc;
    private final NetworkPlan plan;
    private final TransactionSigner deployer;
    private final Node node;
    private final ChainCheck check;
    private final Transactions transactions;

    /// The contracts that are there so far.
    private record Made(Map<String, Address> byName) {
        Address at(String name) {
            return Objects.requireNonNull(byName.get(name), name);
        }
    }

    /// @param to empty creates a contract under the step's name
    private record Step(
            String name, Function<Made, Optional<Address>> to, Function<Made, String> data) {}

    /// Whether a node may be named: outside this computer only with https.
    public static boolean isAllowed(URI node) {
        return JsonRpc.isAllowed(node);
    }

    /// Asks the first node which chain it is on; everything is pinned to that.
    ///
    /// @param rpc at least one node; the deployment goes through the first one
    /// @param journal SQLite file, made if missing; the same one continues a deployment
    /// @throws NodeUnreachableException if the node does not answer
    public NetworkDeployment(
            List<URI> rpc,
            NetworkPlan plan,
            TransactionSigner deployer,
            Path journal,
            SendPolicy policy,
            InstantSource clock) {
        this.rpc = List.copyOf(rpc);
        this.plan = plan;
        this.deployer = deployer;
        this.node = new Node(rpc.getFirst());
        this.check = new ChainCheck(node.chainId(), node.genesisHash(), Map.of());
        this.transactions =
                new Transactions(
                        Nodes.only(node),
                        Pinned.bare(check, plan.confirmations()),
                        new Journal(journal, check.genesisHash(), Optional.empty()),
                        policy,
                        clock);
    }

    /// Does what is missing.
    ///
    /// @param progress told the name of each step before it is done
    public DeploymentResult deploy(Consumer<String> progress) {
        for (var uri : rpc) {
            if (!isSame(uri, check)) {
                return new DeploymentResult.OtherChain(uri);
            }
        }
        transactions.refresh();
        var contracts = new Made(new LinkedHashMap<>());
        for (var step : steps()) {
            progress.accept(step.name());
            var intent = intent(step, contracts);
            switch (transactions.send(intent, deployer)) {
                case TxResult.Included in -> {
                    if (intent.to().isEmpty()) {
                        var created = created(in.hash());
                        if (created.isEmpty()) {
                            return new DeploymentResult.Unreachable(step.name());
                        }
                        contracts.byName().put(step.name(), created.get());
                    }
                }
                case TxResult.Refused refused -> {
                    return new DeploymentResult.Refused(step.name(), refused.reason());
                }
                case TxResult.Pending pending -> {
                    return new DeploymentResult.Waiting(step.name(), pending.hash());
                }
                case TxResult.Unreachable none -> {
                    return new DeploymentResult.Unreachable(step.name());
                }
            }
        }
        progress.accept("check");
        return checked(contracts);
    }

    private List<Step> steps() {
        var roles = plan.roles();
        var rules = plan.rules();
        var me = deployer.address();
        return List.of(
                create(TOKEN, c -> ContractDeploys.token(roles.treasury(), plan.supply())),
                create(TIMELOCK, c -> ContractDeploys.timelock(rules.timelock(), me)),
                create(
                        STAKING,
                        c ->
                                ContractDeploys.staking(
                                        c.at(TOKEN),
                                        c.at(TIMELOCK),
                                        roles.rewarder(),
                                        roles.slasher(),
                                        rules.unbonding())),
                create(
                        REWARDS,
                        c ->
                                ContractDeploys.rewards(
                                        c.at(TOKEN),
                                        c.at(TIMELOCK),
                                        roles.poster(),
                                        roles.rewardsGuardian(),
                                        rules.challengeWindow(),
                                        rules.epochCap())),
                create(
                        ESCROW,
                        c ->
                                ContractDeploys.escrow(
                                        c.at(REWARDS),
                                        c.at(TIMELOCK),
                                        roles.coordinator(),
                                        rules.grace())),
                create(
                        ROUND_LOG,
                        c -> ContractDeploys.roundLog(c.at(TIMELOCK), roles.coordinator())),
                create(
                        GOVERNOR,
                        c ->
                                ContractDeploys.governor(
                                        c.at(STAKING),
                                        c.at(TIMELOCK),
                                        roles.governanceGuardian(),
                                        rules)),
                onTimelock(
                        "governorProposes",
                        c -> ContractCalls.grantRole(ContractRole.PROPOSER, c.at(GOVERNOR))),
                onTimelock(
                        "governorCancels",
                        c -> ContractCalls.grantRole(ContractRole.CANCELLER, c.at(GOVERNOR))),
                onTimelock(
                        "deployerRenounces",
                        c -> ContractCalls.renounceRole(ContractRole.ADMIN, me)));
    }

    private static Step create(String name, Function<Made, String> data) {
        return new Step(name, c -> Optional.empty(), data);
    }

    private static Step onTimelock(String name, Function<Made, String> data) {
        return new Step(name, c -> Optional.of(c.at(TIMELOCK)), data);
    }

    private Intent intent(Step step, Made contracts) {
        return new Intent(
                "network/" + plan.name() + "/" + plan.digest() + "/" + step.name(),
                Activity.Kind.DEPLOY,
                deployer.address(),
                Wei.ZERO,
                Optional.empty(),
                step.to().apply(contracts),
                step.data().apply(contracts));
    }

    private Optional<Address> created(String hash) {
        return node.inclusion(hash).flatMap(Node.Inclusion::created);
    }

    /// Reads back who has which power, and that every node has the same contracts.
    private DeploymentResult checked(Made contracts) {
        var timelock = contracts.at(TIMELOCK);
        var governor = contracts.at(GOVERNOR);
        var codes = new TreeMap<String, String>();
        var pinned = new TreeMap<String, Address>();
        for (var contract : contracts.byName().entrySet()) {
            var code = node.codeHash(contract.getValue());
            if (code.isEmpty()) {
                return new DeploymentResult.NotAsPlanned(contract.getKey() + " has no code");
            }
            codes.put(contract.getKey(), code.get());
            pinned.put(contract.getKey(), contract.getValue());
        }
        var roles = new ContractRoles(node);
        if (roles.has(timelock, ContractRole.ADMIN, deployer.address())) {
            return new DeploymentResult.NotAsPlanned("the deployer still rules the timelock");
        }
        if (!roles.has(timelock, ContractRole.PROPOSER, governor)) {
            return new DeploymentResult.NotAsPlanned("the governor cannot propose");
        }
        for (var name : List.of(STAKING, REWARDS, ESCROW, ROUND_LOG)) {
            if (!roles.has(contracts.at(name), ContractRole.ADMIN, timelock)) {
                return new DeploymentResult.NotAsPlanned("the timelock does not rule " + name);
            }
        }
        pinned.keySet().removeAll(List.of(TOKEN, REWARDS, STAKING));
        var profile = profile(contracts, pinned, codes);
        for (var uri : rpc) {
            if (!isSame(uri, ChainCheck.of(profile))) {
                return new DeploymentResult.OtherChain(uri);
            }
        }
        return new DeploymentResult.Deployed(profile);
    }

    private NetworkProfile profile(
            Made contracts, SortedMap<String, Address> pinned, SortedMap<String, String> codes) {
        return new NetworkProfile(
                plan.name(),
                check.chainId(),
                check.genesisHash(),
                rpc,
                contracts.at(TOKEN),
                contracts.at(REWARDS),
                contracts.at(STAKING),
                codes,
                plan.confirmations(),
                pinned);
    }

    private static boolean isSame(URI uri, ChainCheck expected) {
        try (var other = new Node(uri)) {
            return expected.verdict(other) == ChainCheck.Verdict.SAME;
        }
    }

    @Override
    public void close() {
        transactions.close();
        node.close();
    }
}
