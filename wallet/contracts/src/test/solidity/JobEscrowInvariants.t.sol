// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {EmberToken} from "../../main/solidity/EmberToken.sol";
import {JobEscrow} from "../../main/solidity/JobEscrow.sol";
import {Base} from "./Base.sol";
import {JobEscrowBase} from "./JobEscrowBase.sol";

/// @dev Three job owners, a greedy coordinator, and strangers do what they may and may not do, at any time.
contract JobEscrowActions is Base {
    uint256 private constant PEOPLE = 3;

    JobEscrow private immutable escrow;
    address private immutable coordinator;
    uint256 public paidIn;
    uint256 public refunded;
    uint256 public donated;
    uint256 public settled;
    uint256 public settlements;

    constructor(JobEscrow escrow_, EmberToken token_, address coordinator_) {
        escrow = escrow_;
        token = token_;
        coordinator = coordinator_;
    }

    function createJob(uint256 person, uint256 budget, uint256 limit, uint256 time) external {
        address owner = _person(person % PEOPLE);
        budget = _bound(budget, 1, 1000 ether);
        _give(owner, address(escrow), budget);
        vm.prank(owner);
        escrow.createJob(bytes32(uint256(1)), budget, _bound(limit, 1, budget), uint64(block.timestamp + _bound(time, 1, 20 days)));
        paidIn += budget;
    }

    function topUp(uint256 person, uint256 which, uint256 amount) external {
        amount = _bound(amount, 1, 100 ether);
        _give(_person(person % PEOPLE), address(escrow), amount);
        vm.prank(_person(person % PEOPLE));
        escrow.topUp(_job(which), amount);
        paidIn += amount;
    }

    /// @dev Mostly what is allowed, so that settlements do happen.
    function settle(uint256 which, uint256 amount) external {
        uint256 id = _job(which);
        JobEscrow.Job memory job = escrow.jobOf(id);
        uint256 left = job.budget - job.settled;
        uint256 most = left < job.epochLimit ? left : job.epochLimit;
        if (most == 0) return;
        amount = _bound(amount, 1, most);
        vm.prank(coordinator);
        escrow.settle(id, job.lastEpoch + 1, amount, bytes32(uint256(1)));
        settled += amount;
        settlements++;
    }

    /// @dev A coordinator that wants more, again, or out of order.
    function settleAnything(uint256 which, uint32 epoch, uint256 amount) external {
        vm.prank(coordinator);
        escrow.settle(_job(which), epoch % 8, amount % 2000 ether, bytes32(uint256(1)));
        settled += amount % 2000 ether;
        settlements++;
    }

    function requestClose(uint256 person, uint256 which) external {
        vm.prank(_person(person % PEOPLE));
        escrow.requestClose(_job(which));
    }

    function close(uint256 which) external {
        refunded += escrow.close(_job(which));
    }

    function donate(uint256 amount) external {
        amount = _bound(amount, 1, 10 ether);
        vm.prank(TREASURY);
        token.transfer(address(escrow), amount);
        donated += amount;
    }

    function wait(uint256 seconds_) external {
        vm.warp(block.timestamp + _bound(seconds_, 1, 5 days));
    }

    function _job(uint256 which) private view returns (uint256) {
        return 1 + which % (escrow.lastJob() + 1);
    }
}

contract JobEscrowInvariants is JobEscrowBase {
    JobEscrowActions private actions;

    function setUp() public override {
        super.setUp();
        actions = new JobEscrowActions(escrow, token, COORDINATOR);
    }

    function targetSelectors() external view returns (FuzzSelector[] memory) {
        bytes4[] memory list = new bytes4[](9);
        list[0] = JobEscrowActions.createJob.selector;
        list[1] = JobEscrowActions.topUp.selector;
        list[2] = JobEscrowActions.settle.selector;
        list[3] = JobEscrowActions.settle.selector;
        list[4] = JobEscrowActions.settleAnything.selector;
        list[5] = JobEscrowActions.requestClose.selector;
        list[6] = JobEscrowActions.close.selector;
        list[7] = JobEscrowActions.donate.selector;
        list[8] = JobEscrowActions.wait.selector;
        return _selectors(address(actions), list);
    }

    function targetContracts() external view returns (address[] memory list) {
        list = new address[](1);
        list[0] = address(actions);
    }

    function invariant_everyWeiIsHeldSettledOrRefundedAndThere() public view {
        _expectBalance();
        _expectBooks();
        _expectHeld();
    }

    function _expectBalance() private view {
        vm.assertEq(token.balanceOf(address(escrow)), escrow.held() + actions.donated(), "balance");
    }

    function _expectBooks() private view {
        vm.assertEq(actions.paidIn(), escrow.held() + actions.settled() + actions.refunded(), "books");
        vm.assertEq(actions.settled(), rewards.funded(), "settled is what the rewards got");
    }

    function _expectHeld() private view {
        uint256 sum = 0;
        for (uint256 id = 1; id <= escrow.lastJob(); id++) {
            JobEscrow.Job memory job = escrow.jobOf(id);
            vm.assertLe(job.settled, job.budget, "settled within the budget");
            vm.assertLe(job.settled, job.epochLimit * job.lastEpoch, "settled within the limits of its epochs");
            if (!job.closed) sum += job.budget - job.settled;
        }
        vm.assertEq(sum, escrow.held(), "held");
    }
}
