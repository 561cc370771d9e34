// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Rewards} from "../../main/solidity/Rewards.sol";
import {Base} from "./Base.sol";
import {RewardsBase} from "./RewardsBase.sol";
import {Tree} from "./Tree.sol";
import {EmberToken} from "../../main/solidity/EmberToken.sol";

/// @dev Does what poster, guardian, admin, funders and five workers may do, in any order; every tree is a real one. The guardian
/// pauses and vetoes as it likes, and the poster is sometimes a thief.
contract RewardsActions is Base {
    uint256 public constant PEOPLE = 5;

    Rewards private immutable rewards;
    uint256[PEOPLE] private earned;
    uint256[PEOPLE] private promised;
    uint256 public mostGrowth;
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
        earned = next;
        _posted(root, next, total - before, "propose");
    }

    /// @dev A compromised poster: everything for one account, and as much of a total as the contract lets it have.
    function proposeTheft(uint256 amount, bool beyondTheCap) external {
        uint64 epoch = rewards.lastEpoch() + 1;
        (, uint256 before,,) = rewards.postedRoot(epoch - 1);
        uint256[PEOPLE] memory next = earned;
        next[PEOPLE - 1] += _bound(amount, 1, 1_000_000 ether);
        uint256 most = rewards.funded() - before;
        if (most > rewards.epochCap() && !beyondTheCap) most = rewards.epochCap();
        bytes32 root = Tree.root(_leaves(next));
        vm.prank(POSTER);
        rewards.proposeRoot(epoch, root, before + most, 0);
        _posted(root, next, most, "theft");
    }

    function _posted(bytes32 root, uint256[PEOPLE] memory next, uint256 growth, string memory what) private {
        earnedAt[root] = next;
        for (uint256 i = 0; i < PEOPLE; i++) if (next[i] > promised[i]) promised[i] = next[i];
        if (growth > mostGrowth) mostGrowth = growth;
        done[what]++;
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
        return promised[index];
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
        bytes4[] memory list = new bytes4[](12);
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
        list[11] = RewardsActions.proposeTheft.selector;
        return _selectors(address(actions), list);
    }

    function targetContracts() external view returns (address[] memory list) {
        list = new address[](1);
        list[0] = address(actions);
    }

    function invariant_nobodyIsPaidMoreThanWasPromisedFundedAndCapped() public view {
        _expectTotals();
        _expectBalance();
        _expectClaims();
    }

    function _expectTotals() private view {
        (, uint256 total,,) = rewards.postedRoot(rewards.currentEpoch());
        (, uint256 newest,,) = rewards.postedRoot(rewards.lastEpoch());
        vm.assertLe(rewards.paid(), total, "paid <= active total");
        vm.assertLe(total, newest, "active total <= newest total");
        vm.assertLe(newest, rewards.funded(), "newest total <= funded");
        vm.assertLe(actions.mostGrowth(), rewards.epochCap(), "no epoch above the cap");
    }

    function _expectBalance() private view {
        uint256 expected = rewards.funded() + actions.donated() - rewards.paid();
        vm.assertEq(token.balanceOf(address(rewards)), expected, "balance");
    }

    function _expectClaims() private view {
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
