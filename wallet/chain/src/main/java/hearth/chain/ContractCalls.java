package hearth.chain;

import hearth.contracts.EmberTimelock;
import hearth.contracts.EmberToken;
import hearth.contracts.Rewards;
import hearth.contracts.Staking;
import hearth.keys.Address;
import hearth.protocol.Wei;

import org.web3j.abi.FunctionEncoder;
import org.web3j.abi.datatypes.DynamicArray;
import org.web3j.abi.datatypes.Function;
import org.web3j.abi.datatypes.Type;
import org.web3j.abi.datatypes.generated.Bytes32;
import org.web3j.abi.datatypes.generated.Uint16;
import org.web3j.abi.datatypes.generated.Uint256;
import org.web3j.abi.datatypes.generated.Uint64;
import org.web3j.abi.datatypes.generated.Uint8;

import java.math.BigInteger;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/// The calls that we send to our contracts, in the contracts' binary form (`0x` and hex).
final class ContractCalls {
    private static final int WORD = 32;
    private static final int V = 2 * WORD;

    private ContractCalls() {}

    static String transfer(Address to, Wei amount) {
        return call(EmberToken.FUNC_TRANSFER, address(to), uint(amount));
    }

    static String approve(Address spender, Wei amount) {
        return call(EmberToken.FUNC_APPROVE, address(spender), uint(amount));
    }

    static String allowance(Address owner, Address spender) {
        return call(EmberToken.FUNC_ALLOWANCE, address(owner), address(spender));
    }

    static String fund(Wei amount) {
        return call(Rewards.FUNC_FUND, uint(amount));
    }

    static String proposeRoot(long epoch, byte[] root, Wei total, byte[] dataHash) {
        return call(
                Rewards.FUNC_PROPOSEROOT,
                new Uint64(epoch),
                new Bytes32(root),
                uint(total),
                new Bytes32(dataHash));
    }

    static String claimFor(Address account, Wei cumulative, List<byte[]> proof) {
        return call(
                Rewards.FUNC_CLAIMFOR,
                address(account),
                uint(cumulative),
                new DynamicArray<>(Bytes32.class, proof.stream().map(Bytes32::new).toList()));
    }

    static String stake(Wei amount) {
        return call(Staking.FUNC_STAKE, uint(amount));
    }

    static String stakeForTerm(Wei amount, int days) {
        return call(Staking.FUNC_STAKEFORTERM, uint(amount), new Uint16(days));
    }

    /// @param permit 65 bytes r, s, v
    static String stakeWithPermit(Wei amount, Instant deadline, byte[] permit) {
        return call(
                Staking.FUNC_STAKEWITHPERMIT,
                uint(amount),
                time(deadline),
                new Uint8(permit[V]),
                new Bytes32(Arrays.copyOfRange(permit, 0, WORD)),
                new Bytes32(Arrays.copyOfRange(permit, WORD, V)));
    }

    /// @param permit 65 bytes r, s, v
    static String stakeForTermWithPermit(Wei amount, int days, Instant deadline, byte[] permit) {
        return call(
                Staking.FUNC_STAKEFORTERMWITHPERMIT,
                uint(amount),
                new Uint16(days),
                time(deadline),
                new Uint8(permit[V]),
                new Bytes32(Arrays.copyOfRange(permit, 0, WORD)),
                new Bytes32(Arrays.copyOfRange(permit, WORD, V)));
    }

    private static Uint256 time(Instant at) {
        return new Uint256(BigInteger.valueOf(at.getEpochSecond()));
    }

    static String endTerm(Address account, BigInteger id) {
        return call(Staking.FUNC_ENDTERM, address(account), new Uint256(id));
    }

    static String leaveEarly(BigInteger id) {
        return call(Staking.FUNC_LEAVEEARLY, new Uint256(id));
    }

    static String compound() {
        return call(Staking.FUNC_COMPOUND);
    }

    static String requestUnstake(Wei amount) {
        return call(Staking.FUNC_REQUESTUNSTAKE, uint(amount));
    }

    static String withdraw(BigInteger id) {
        return call(Staking.FUNC_WITHDRAW, new Uint256(id));
    }

    static String claimYield() {
        return call(Staking.FUNC_CLAIMYIELD);
    }

    static String addYield(Wei amount, long seconds) {
        return call(Staking.FUNC_ADDYIELD, uint(amount), new Uint64(seconds));
    }

    static String grantRole(ContractRole role, Address account) {
        return call(EmberTimelock.FUNC_GRANTROLE, new Bytes32(role.id()), address(account));
    }

    /// Only the account itself can send it.
    static String renounceRole(ContractRole role, Address account) {
        return call(EmberTimelock.FUNC_RENOUNCEROLE, new Bytes32(role.id()), address(account));
    }

    /// A call without answer type: answers are read by {@link ContractReads}.
    @SuppressWarnings("rawtypes") // the encoder asks for them
    static String call(String function, Type<?>... arguments) {
        return FunctionEncoder.encode(new Function(function, List.<Type>of(arguments), List.of()));
    }

    static Type<?> address(Address address) {
        return new org.web3j.abi.datatypes.Address(address.value());
    }

    private static Uint256 uint(Wei amount) {
        return new Uint256(amount.value());
    }
}
