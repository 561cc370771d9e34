// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Rewards} from "../../main/solidity/Rewards.sol";
import {Base} from "./Base.sol";
import {RewardsBase} from "./RewardsBase.sol";
import {Tree} from "./Tree.sol";
import {EmberToken} from "../../main/solidity/EmberToken.sol";

/// @dev Does what poster, guardian, admin, funders and five workers may do, in any order; every tree is a real one.
contract RewardsActions is Base {
    uint256 public constant PEOPLE = 5;

    Rewards private immutable rewards;
    uint256[PEOPLE] private earned;
    mapping(bytes32 root => uint256[PEOPLE]) private earnedAt;
    mapping(string action => uint256) public done;
    uint256 public donated;

    constructor(Rewards rewards_, EmberToken token_) {
        rewards = rewards_;
        token = token_;
    }

    function fund(uint256 amount) external {
        amount = _bound(amount, 1, 400 ether);
        _give(STRANGER, address(rewards), amount);
        vm.prank(STRANGER);
        rewards.fund(amount);
        done["fund"]++;
    }

    function donate(uint256 amount) external {
        amount = _bound(amount, 1, 10 ether);
        vm.prank(TREASURY);
        token.transfer(address(rewards), amount);
        donated += amount;
    }

    /// @dev Mostly an honest tree with the true total; sometimes the total understates what the tree promises.
    function propose(uint256[PEOPLE] calldata more, uint256 shortBy) external {
        uint64 epoch = rewards.lastEpoch() + 1;
        (, uint256 before,,) = rewards.postedRoot(epoch - 1);
        uint256[PEOPLE] memory next = earned;
        uint256 total = 0;
        for (uint256 i = 0; i < PEOPLE; i++) {
            next[i] += more[i] % 60 ether;
            total += next[i];
        }
        if (shortBy % 8 == 0 && total > before) total = _bound(shortBy, before, total);
        bytes32 root = Tree.root(_leaves(next));
        vm.prank(POSTER);
        rewards.proposeRoot(epoch, root, total, 0);
        (earned, earnedAt[root]) = (next, next);
        done["propose"]++;
    }

    function veto() external {
        uint64 epoch = rewards.lastEpoch();
        vm.prank(GUARDIAN);
        rewards.vetoRoot(epoch);
        done["veto"]++;
    }

    function pauseAndUnpause(bool stop) external {
        vm.prank(stop ? GUARDIAN : ADMIN);
        stop ? rewards.pause() : rewards.unpause();
    }

    function wait(uint256 seconds_) external {
        vm.warp(block.timestamp + _bound(seconds_, 1, 2 days));
    }

    function claim(uint256 person) external {
        person = person % PEOPLE;
        uint256[PEOPLE] memory active = earnedAt[rewards.root()];
        rewards.claimFor(_person(person), active[person], Tree.proof(_leaves(active), person));
        done["claim"]++;
    }

    function claimAnything(uint256 person, uint256 amount, bytes32[] calldata proof) external {
        rewards.claimFor(_person(person % PEOPLE), amount, proof);
        done["forged claim"]++;
    }

    function account(uint256 index) external pure returns (address) {
        return _person(index);
    }

    function mostEarned(uint256 index) external view returns (uint256) {
        return earned[index];
    }

    function _leaves(uint256[PEOPLE] memory amounts) private view returns (bytes32[] memory leaves) {
        leaves = new bytes32[](PEOPLE);
        for (uint256 i = 0; i < PEOPLE; i++) leaves[i] = rewards.leafOf(_person(i), amounts[i]);
    }
}

contract RewardsInvariants is RewardsBase {
    RewardsActions private actions;

    function setUp() public override {
        super.setUp();
        actions = new RewardsActions(rewards, token);
    }

    function targetSelectors() external view returns (FuzzSelector[] memory) {
        bytes4[] memory list = new bytes4[](11);
        list[0] = RewardsActions.fund.selector;
        list[1] = RewardsActions.donate.selector;
        list[2] = RewardsActions.propose.selector;
        list[3] = RewardsActions.propose.selector;
        list[4] = RewardsActions.veto.selector;
        list[5] = RewardsActions.pauseAndUnpause.selector;
        list[6] = RewardsActions.wait.selector;
        list[7] = RewardsActions.wait.selector;
        list[8] = RewardsActions.claim.selector;
        list[9] = RewardsActions.claim.selector;
        list[10] = RewardsActions.claimAnything.selector;
        return _selectors(address(actions), list);
    }

    function targetContracts() external view returns (address[] memory list) {
        list = new address[](1);
        list[0] = address(actions);
    }

    function invariant_paidNeverExceedsTheActiveTotalNorWhatWasFunded() public view {
        (, uint256 total,,) = rewards.postedRoot(rewards.currentEpoch());
        (, uint256 newest,,) = rewards.postedRoot(rewards.lastEpoch());
        vm.assertLe(rewards.paid(), total, "paid <= active total");
        vm.assertLe(total, newest, "active total <= newest total");
        vm.assertLe(newest, rewards.funded(), "newest total <= funded");
    }

    function invariant_theBalanceIsWhatWasFundedAndDonatedLessWhatWasPaid() public view {
        uint256 expected = rewards.funded() + actions.donated() - rewards.paid();
        vm.assertEq(token.balanceOf(address(rewards)), expected, "balance");
    }

    function invariant_everyoneHoldsExactlyWhatTheyClaimedAndNoMoreThanTheyEarned() public view {
        uint256 sum = 0;
        for (uint256 i = 0; i < actions.PEOPLE(); i++) {
            address worker = actions.account(i);
            vm.assertEq(token.balanceOf(worker), rewards.claimed(worker), "balance = claimed");
            vm.assertLe(rewards.claimed(worker), actions.mostEarned(i), "claimed <= earned");
            sum += rewards.claimed(worker);
        }
        vm.assertEq(sum, rewards.paid(), "sum of claims");
        vm.assertEq(actions.done("forged claim"), 0, "no forged claim passed");
    }
}
