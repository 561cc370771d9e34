package hearth.chain;

import hearth.contracts.EmberTimelock;
import hearth.keys.Address;

import org.web3j.abi.datatypes.generated.Bytes32;

/// Who has which role on a contract.
record ContractRoles(Node node) {
    /// @throws NodeUnreachableException if there is no usable answer
    boolean has(Address contract, ContractRole role, Address account) {
        var answer =
                node.read(
                        contract,
                        ContractCalls.call(
                                EmberTimelock.FUNC_HASROLE,
                                new Bytes32(role.id()),
                                ContractCalls.address(account)));
        if (!(answer instanceof RpcAnswer.Result result)) {
            throw new NodeUnreachableException("hasRole was refused", null);
        }
        return Node.quantity(result.value()).signum() > 0;
    }
}
