package hearth.chain;

import hearth.contracts.EmberTimelock;
import hearth.keys.Address;

import org.web3j.abi.datatypes.generated.Bytes32;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Which of one's accounts may do what a network's coordinator does on its chain. Asked before it
/// begins: what is refused later waits, and nobody is paid meanwhile.
public final class RoleHolders {
    private static final List<String> OF_COORDINATOR = List.of("escrow", "roundLog");

    private final EmberNetwork network;

    public RoleHolders(EmberNetwork network) {
        this.network = network;
    }

    /// Who may post the roots of earnings.
    ///
    /// @return known and empty if none of them may
    public Reading<Optional<Address>> poster(List<Address> among) {
        return Reading.of(
                () ->
                        among.stream()
                                .filter(
                                        a ->
                                                has(
                                                        network.profile().rewards(),
                                                        ContractRole.POSTER,
                                                        a))
                                .findFirst());
    }

    /// Who may settle the budgets of jobs and write their rounds.
    ///
    /// @return known and empty if none of them may do both, or the network has no such contracts
    public Reading<Optional<Address>> coordinator(List<Address> among) {
        Map<String, Address> contracts = network.profile().contracts();
        if (!contracts.keySet().containsAll(OF_COORDINATOR)) {
            return new Reading.Known<>(Optional.empty());
        }
        return Reading.of(
                () ->
                        among.stream()
                                .filter(
                                        a ->
                                                OF_COORDINATOR.stream()
                                                        .map(contracts::get)
                                                        .allMatch(
                                                                c ->
                                                                        has(
                                                                                c,
                                                                                ContractRole
                                                                                        .COORDINATOR,
                                                                                a)))
                                .findFirst());
    }

    private boolean has(Address contract, ContractRole role, Address account) {
        var words =
                ContractReads.words(
                        network.view()
                                .read(
                                        contract,
                                        ContractCalls.call(
                                                EmberTimelock.FUNC_HASROLE,
                                                new Bytes32(role.id()),
                                                ContractCalls.address(account))),
                        EmberTimelock.FUNC_HASROLE,
                        1);
        return ContractReads.value(words.getFirst()).signum() > 0;
    }
}
