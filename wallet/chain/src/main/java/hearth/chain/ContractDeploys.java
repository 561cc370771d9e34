package hearth.chain;

import hearth.contracts.EmberGovernor;
import hearth.contracts.EmberTimelock;
import hearth.contracts.EmberToken;
import hearth.contracts.JobEscrow;
import hearth.contracts.Rewards;
import hearth.contracts.RoundLog;
import hearth.contracts.Staking;
import hearth.keys.Address;
import hearth.protocol.Wei;

import org.web3j.abi.FunctionEncoder;
import org.web3j.abi.datatypes.Type;
import org.web3j.abi.datatypes.generated.Uint256;
import org.web3j.abi.datatypes.generated.Uint32;
import org.web3j.abi.datatypes.generated.Uint48;
import org.web3j.abi.datatypes.generated.Uint64;

import java.time.Duration;
import java.util.List;

/// The transactions that create our contracts: code and what it begins with (`0x` and hex).
final class ContractDeploys {
    private ContractDeploys() {}

    static String token(Address treasury, Wei supply) {
        return deploy(EmberToken.BINARY, ContractCalls.address(treasury), uint(supply));
    }

    static String timelock(Duration delay, Address deployer) {
        return deploy(
                EmberTimelock.BINARY,
                new Uint256(delay.toSeconds()),
                ContractCalls.address(deployer));
    }

    static String staking(
            Address token, Address admin, Address rewarder, Address slasher, Duration unbonding) {
        return deploy(
                Staking.BINARY,
                ContractCalls.address(token),
                ContractCalls.address(admin),
                ContractCalls.address(rewarder),
                ContractCalls.address(slasher),
                new Uint64(unbonding.toSeconds()));
    }

    static String rewards(
            Address token,
            Address admin,
            Address poster,
            Address guardian,
            Duration challengeWindow,
            Wei epochCap) {
        return deploy(
                Rewards.BINARY,
                ContractCalls.address(token),
                ContractCalls.address(admin),
                ContractCalls.address(poster),
                ContractCalls.address(guardian),
                new Uint64(challengeWindow.toSeconds()),
                uint(epochCap));
    }

    static String escrow(Address rewards, Address admin, Address coordinator, Duration grace) {
        return deploy(
                JobEscrow.BINARY,
                ContractCalls.address(rewards),
                ContractCalls.address(admin),
                ContractCalls.address(coordinator),
                new Uint64(grace.toSeconds()));
    }

    static String roundLog(Address admin, Address coordinator) {
        return deploy(
                RoundLog.BINARY, ContractCalls.address(admin), ContractCalls.address(coordinator));
    }

    /// The rules are a struct of fixed size, which is encoded like its parts one after the other.
    static String governor(
            Address staking, Address timelock, Address guardian, NetworkPlan.Rules rules) {
        return deploy(
                EmberGovernor.BINARY,
                ContractCalls.address(staking),
                ContractCalls.address(timelock),
                ContractCalls.address(guardian),
                new Uint48(rules.votingDelay().toSeconds()),
                new Uint32(rules.votingPeriod().toSeconds()),
                new Uint48(rules.lateQuorum().toSeconds()),
                uint(rules.proposalThreshold()),
                new Uint256(rules.quorumPercent()),
                uint(rules.quorumFloor()));
    }

    @SuppressWarnings("rawtypes") // the encoder asks for them
    private static String deploy(String binary, Type<?>... arguments) {
        String code = binary.startsWith("0x") ? binary : "0x" + binary;
        return code + FunctionEncoder.encodeConstructor(List.<Type>of(arguments));
    }

    private static Uint256 uint(Wei amount) {
        return new Uint256(amount.value());
    }
}
