// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {EmberToken} from "../../main/solidity/EmberToken.sol";
import {Staking} from "../../main/solidity/Staking.sol";
import {SlashCases} from "../../main/solidity/staking/SlashCases.sol";
import {StakeBooks} from "../../main/solidity/staking/StakeBooks.sol";
import {Base} from "./Base.sol";
import {StakingBase} from "./StakingBase.sol";

/// @dev Four stakers, a greedy one, a rewarder, a slasher that wants more than it may, and an arbiter, in any order and at any time.
contract StakingActions is Base {
    uint256 public constant PEOPLE = 4;

    Staking private immutable staking;
    uint256 public donated;
    uint256 public deposited;
    uint256 public withdrawn;
    uint256 public compounded;
    uint256 public slashed;
    uint256 public sent;
    /// @dev Stakes after a slash: each may leave one wei that is nobody's.
    uint256 public dust;
    uint256 public slashCalls;
    uint256 public slashesDone;
    uint256 public capBroken;

    constructor(Staking staking_, EmberToken token_) {
        staking = staking_;
        token = token_;
    }

    function stake(uint256 person_, uint256 amount) external {
        _stake(person(person_), _amount(amount));
    }

    function stakeForTerm(uint256 person_, uint256 amount, uint256 term) external {
        amount = _amount(amount);
        address account = person(person_);
        _give(account, address(staking), amount);
        uint16 termDays = [30, 90, 180, 365][term % 4];
        vm.prank(account);
        staking.stakeForTerm(amount, termDays);
        deposited += amount;
        dust++;
    }

    function requestUnstake(uint256 person_, uint256 amount) external {
        address account = person(person_);
        uint256 flexible = staking.flexibleOf(account);
        if (flexible == 0) return;
        vm.prank(account);
        staking.requestUnstake(amount % 3 == 0 ? flexible : _bound(amount, 1, flexible));
    }

    function endOrLeave(uint256 person_, uint256 which) external {
        address account = person(person_);
        StakeBooks.Position[] memory list = staking.positionsOf(account);
        if (list.length == 0) return;
        StakeBooks.Position memory position = list[which % list.length];
        if (position.endsAt <= block.timestamp) {
            staking.endTerm(account, position.id);
        } else {
            vm.prank(account);
            staking.leaveEarly(position.id);
        }
    }

    function withdraw(uint256 person_, uint256 which) external {
        address account = person(person_);
        StakeBooks.Unbonding[] memory list = staking.unbondingOf(account);
        if (list.length == 0) return;
        StakeBooks.Unbonding memory entry = list[which % list.length];
        if (entry.releaseAt > block.timestamp) vm.warp(entry.releaseAt);
        _withdraw(account, entry.id);
    }

    /// @dev Somebody else's request, or one that is not there.
    function withdrawAnything(uint256 person_, uint256 id) external {
        _withdraw(person(person_), id % 50);
    }

    function claimYield(uint256 person_) external {
        vm.prank(person(person_));
        staking.claimYield();
    }

    function compound(uint256 person_) external {
        vm.prank(person(person_));
        compounded += staking.compound();
        dust++;
    }

    function addYield(uint256 amount, uint64 duration) external {
        amount = _bound(amount, 1, amount % 4 == 0 ? 100 : 100_000 ether);
        _give(REWARDER, address(staking), amount);
        vm.prank(REWARDER);
        staking.addYield(amount, uint64(_bound(duration, 1, 30 days)));
    }

    /// @dev A whole case. It waits where the account had a case lately, so that it is reached whatever came before. A call of
    /// its own, so that one that fails is counted too.
    function slash(uint256 person_, uint256 amount, bool appeals) external {
        slashCalls++;
        try this.slashWhole(person(person_), amount, appeals) {
            slashesDone++;
        } catch {}
    }

    function slashWhole(address account, uint256 amount, bool appeals) external {
        uint256 open = staking.caseOf(account);
        if (open != 0) {
            (, uint64 endsAt,) = staking.slashCase(open);
            uint256 allowed = endsAt + staking.SLASH_PAUSE();
            if (block.timestamp < allowed) vm.warp(allowed);
        }
        if (staking.slashCapBps() == 0) setRules(1000, 1000);
        if (staking.slashCap(account) == 0) _stake(account, 10_000 + amount % 1_000_000 ether);
        uint256 id = _propose(account, _bound(amount, 1, staking.slashCap(account)));
        if (appeals) {
            vm.prank(account);
            staking.appeal(id);
        }
        (SlashCases.SlashCase memory case_,,) = staking.slashCase(id);
        vm.warp(case_.executableAt);
        uint256 bonded = staking.bondedOf(account);
        vm.prank(SLASHER);
        uint256 taken = staking.executeSlash(id);
        if (taken > case_.amount || taken > bonded * staking.slashCapBps() / 10_000) capBroken++;
        if (bonded - staking.bondedOf(account) != taken) capBroken++;
        slashed += taken;
    }

    /// @dev A case that stays open.
    function openCase(uint256 person_, uint256 amount) external {
        _propose(person(person_), _bound(amount, 1, staking.slashCap(person(person_))));
    }

    /// @dev A slasher that wants more than the cap, before the delay or once more.
    function slashAnything(uint256 person_, uint256 amount, uint256 id) external {
        if (amount % 2 == 0) {
            _propose(person(person_), amount % 1_000_000 ether);
            return;
        }
        vm.prank(SLASHER);
        slashed += staking.executeSlash(id % (staking.lastCase() + 1));
    }

    function cancelSlash(uint256 person_) external {
        uint256 id = staking.caseOf(person(person_));
        vm.prank(ADMIN);
        staking.cancelSlash(id);
    }

    function sendSlashed(uint256 amount) external {
        uint256 held = staking.slashedHeld();
        if (held == 0) return;
        amount = _bound(amount, 1, held);
        vm.prank(ADMIN);
        staking.sendSlashed(TREASURY, amount);
        sent += amount;
    }

    function setRules(uint16 slashCapBps, uint16 earlyExitBps) public {
        vm.prank(ADMIN);
        staking.setRules(slashCapBps % 5001, earlyExitBps % 2001);
    }

    function delegate(uint256 person_, uint256 to) external {
        vm.prank(person(person_));
        staking.delegate(person(to));
    }

    function donate(uint256 amount) external {
        amount = _bound(amount, 1, 1000 ether);
        vm.prank(TREASURY);
        token.transfer(address(staking), amount);
        donated += amount;
    }

    function wait(uint256 seconds_) external {
        vm.warp(block.timestamp + _bound(seconds_, 1, 40 days));
    }

    function person(uint256 index) public pure returns (address) {
        return _person(index % PEOPLE);
    }

    function _stake(address account, uint256 amount) private {
        _give(account, address(staking), amount);
        vm.prank(account);
        staking.stake(amount);
        deposited += amount;
        dust++;
    }

    function _propose(address account, uint256 amount) private returns (uint256) {
        vm.prank(SLASHER);
        return staking.proposeSlash(account, amount, "evidence");
    }

    function _withdraw(address account, uint256 id) private {
        uint256 before = token.balanceOf(account);
        vm.prank(account);
        staking.withdraw(id);
        withdrawn += token.balanceOf(account) - before;
    }

    function _amount(uint256 amount) private pure returns (uint256) {
        return _bound(amount, 1, amount % 3 == 0 ? 10 : 1_000_000 ether);
    }
}

contract StakingInvariants is StakingBase {
    StakingActions private actions;

    function setUp() public override {
        super.setUp();
        actions = new StakingActions(staking, token);
    }

    function targetSelectors() external view returns (FuzzSelector[] memory) {
        bytes4[] memory list = new bytes4[](19);
        list[0] = StakingActions.stake.selector;
        list[1] = StakingActions.stakeForTerm.selector;
        list[2] = StakingActions.requestUnstake.selector;
        list[3] = StakingActions.endOrLeave.selector;
        list[4] = StakingActions.withdraw.selector;
        list[5] = StakingActions.withdrawAnything.selector;
        list[6] = StakingActions.claimYield.selector;
        list[7] = StakingActions.compound.selector;
        list[8] = StakingActions.addYield.selector;
        list[9] = StakingActions.slash.selector;
        list[10] = StakingActions.slash.selector;
        list[11] = StakingActions.slashAnything.selector;
        list[12] = StakingActions.cancelSlash.selector;
        list[13] = StakingActions.sendSlashed.selector;
        list[14] = StakingActions.setRules.selector;
        list[15] = StakingActions.delegate.selector;
        list[16] = StakingActions.donate.selector;
        list[17] = StakingActions.wait.selector;
        list[18] = StakingActions.openCase.selector;
        return _selectors(address(actions), list);
    }

    function targetContracts() external view returns (address[] memory list) {
        list = new address[](1);
        list[0] = address(actions);
    }

    function invariant_everyWeiIsInOneBookAndNoBookOwesMoreThanIsThere() public view {
        uint256 principal = staking.totalStaked() + staking.totalUnbonding();
        uint256 yield_ = staking.yieldAdded() - staking.yieldPaid();
        uint256 books = principal + yield_ + staking.slashedHeld() + actions.donated();
        uint256 balance = token.balanceOf(address(staking));
        vm.assertLe(books, balance, "covered");
        vm.assertLe(balance - books, actions.dust(), "dust");
        _expectTotals();
        _expectSlashes();
    }

    /// @dev Each total is the sum of the accounts; each vote is a wei at stake; what is owed as yield was added.
    function _expectTotals() private view {
        uint256 staked = 0;
        uint256 unbonding = 0;
        uint256 weight = 0;
        uint256 votes = 0;
        uint256 owed = staking.yieldPaid() + staking.forfeited();
        for (uint256 i = 0; i < actions.PEOPLE(); i++) {
            address account = actions.person(i);
            uint256 mine = staking.stakedOf(account);
            staked += mine;
            unbonding += staking.bondedOf(account) - mine;
            weight += staking.weightOf(account);
            votes += staking.getVotes(account);
            owed += staking.earned(account);
        }
        vm.assertEq(staked, staking.totalStaked(), "staked");
        vm.assertEq(unbonding, staking.totalUnbonding(), "unbonding");
        vm.assertEq(weight, staking.totalWeight(), "weight");
        vm.assertEq(votes, staked, "votes");
        vm.assertLe(owed, staking.yieldAdded(), "yield");
    }

    function _expectSlashes() private view {
        vm.assertEq(actions.capBroken(), 0, "no slash took more than its case and the cap");
        vm.assertEq(actions.slashed(), staking.slashedHeld() + actions.sent(), "slashed stake is held until it is decided");
    }

    /// @dev After each run: the handler that slashes did slash, but for accounts that were slashed to almost nothing before.
    /// `tools/forge.mjs` adds the lines up and prints the rate.
    function afterInvariant() external {
        string memory line = string.concat(vm.toString(actions.slashesDone()), " ", vm.toString(actions.slashCalls()));
        vm.writeLine("cache/slashes.txt", line);
        vm.assertGe(actions.slashesDone() * 10, actions.slashCalls() * 8, "the slash handler was reached");
    }
}
