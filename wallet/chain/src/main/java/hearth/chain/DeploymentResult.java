package hearth.chain;

import java.net.URI;

/// What became of a deployment. All but `Deployed` can be continued by asking again with the same
/// plan: what was sent is never sent twice.
public sealed interface DeploymentResult {
    /// Every contract is there, every role is where the plan has it, and the deployer has no power
    /// left.
    record Deployed(NetworkProfile profile) implements DeploymentResult {}

    /// A step was refused, before or after it was sent.
    record Refused(String step, Refusal reason) implements DeploymentResult {}

    /// A step is signed and on its way, and no block had it within the policy's patience.
    record Waiting(String step, String hash) implements DeploymentResult {}

    /// The node did not answer.
    record Unreachable(String step) implements DeploymentResult {}

    /// One of the nodes is on another chain than the first one, or has other contracts.
    record OtherChain(URI node) implements DeploymentResult {}

    /// A contract does not say what it was deployed with.
    record NotAsPlanned(String what) implements DeploymentResult {}
}
