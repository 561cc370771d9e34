// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {JobEscrow} from "../../main/solidity/JobEscrow.sol";
import {Rewards} from "../../main/solidity/Rewards.sol";
import {FeeToken} from "./HookToken.sol";
import {JobEscrowBase} from "./JobEscrowBase.sol";

contract JobEscrowTest is JobEscrowBase {
    function test_whatIsSettledFundsTheRewardsAndNothingElse() public {
        uint256 id = _create(ALICE, 100 ether, 40 ether);
        _settle(id, 1, 30 ether);
        vm.assertEq(rewards.funded(), 30 ether, "funded");
        vm.assertEq(token.balanceOf(address(rewards)), 30 ether, "rewards hold");
        vm.assertEq(token.balanceOf(address(escrow)), 70 ether, "escrow holds");
        vm.assertEq(escrow.held(), 70 ether, "held");
        vm.assertEq(token.allowance(address(escrow), address(rewards)), 0, "no allowance is left behind");
    }

    function test_anEpochIsSettledOnceAndInOrder() public {
        uint256 id = _create(ALICE, 100 ether, 40 ether);
        _refused(id, 2, 1 ether, abi.encodeWithSelector(JobEscrow.UnexpectedEpoch.selector, id, 1, 2));
        _settle(id, 1, 10 ether);
        _refused(id, 1, 10 ether, abi.encodeWithSelector(JobEscrow.UnexpectedEpoch.selector, id, 2, 1));
        _settle(id, 2, 10 ether);
        vm.assertEq(rewards.funded(), 20 ether, "funded");
    }

    function test_noEpochTakesMoreThanTheOwnerAllowed() public {
        uint256 id = _create(ALICE, 100 ether, 40 ether);
        _refused(id, 1, 40 ether + 1, abi.encodeWithSelector(JobEscrow.EpochLimitExceeded.selector, id, 40 ether, 40 ether + 1));
        _settle(id, 1, 40 ether);
    }

    function test_noJobPaysForAnother() public {
        uint256 mine = _create(ALICE, 10 ether, 40 ether);
        _create(BOB, 1000 ether, 40 ether);
        _refused(mine, 1, 10 ether + 1, abi.encodeWithSelector(JobEscrow.BudgetExceeded.selector, mine, 10 ether, 10 ether + 1));
        _settle(mine, 1, 10 ether);
        _refused(mine, 2, 1, abi.encodeWithSelector(JobEscrow.BudgetExceeded.selector, mine, 0, 1));
    }

    function test_onlyTheCoordinatorSettles() public {
        uint256 id = _create(ALICE, 10 ether, 40 ether);
        bytes32 role = escrow.COORDINATOR_ROLE();
        vm.expectRevert(abi.encodeWithSelector(IAccessControl.AccessControlUnauthorizedAccount.selector, ALICE, role));
        vm.prank(ALICE);
        escrow.settle(id, 1, 1 ether, REPORT);
    }

    function test_settlesUntilTheGraceIsOverAndNotASecondLonger() public {
        uint256 id = _create(ALICE, 100 ether, 40 ether);
        vm.warp(DEADLINE + GRACE - 1);
        _settle(id, 1, 1 ether);
        vm.warp(DEADLINE + GRACE);
        _refused(id, 2, 1 ether, abi.encodeWithSelector(JobEscrow.SettlementIsOver.selector, id, DEADLINE + GRACE));
    }

    function test_refundsTheOwnerWhoeverSendsFromTheEndOn() public {
        uint256 id = _create(ALICE, 100 ether, 40 ether);
        _settle(id, 1, 25 ether);
        vm.warp(DEADLINE + GRACE - 1);
        vm.expectRevert(abi.encodeWithSelector(JobEscrow.JobStillRuns.selector, id, DEADLINE + GRACE));
        escrow.close(id);
        vm.warp(DEADLINE + GRACE);
        vm.prank(STRANGER);
        vm.assertEq(escrow.close(id), 75 ether, "refund");
        vm.assertEq(token.balanceOf(ALICE), 75 ether, "owner");
        vm.assertEq(escrow.held(), 0, "held");
        vm.expectRevert(abi.encodeWithSelector(JobEscrow.JobIsClosed.selector, id));
        escrow.close(id);
    }

    function test_theOwnerEndsAJobEarlyAndFinishedWorkCanStillBeSettled() public {
        uint256 id = _create(ALICE, 100 ether, 40 ether);
        vm.prank(ALICE);
        escrow.requestClose(id);
        vm.assertEq(escrow.jobOf(id).closesAt, START + GRACE, "closes at");
        vm.warp(START + GRACE - 1);
        _settle(id, 1, 40 ether);
        vm.warp(START + GRACE);
        vm.assertEq(escrow.close(id), 60 ether, "refund");
    }

    function test_aNoticeNeverMakesAJobLast() public {
        uint256 id = _create(ALICE, 100 ether, 40 ether);
        vm.warp(DEADLINE + GRACE - 1);
        vm.prank(ALICE);
        escrow.requestClose(id);
        vm.assertEq(escrow.jobOf(id).closesAt, DEADLINE + GRACE, "closes at");
        vm.prank(ALICE);
        escrow.requestClose(id);
        vm.assertEq(escrow.jobOf(id).closesAt, DEADLINE + GRACE, "closes at, asked again");
    }

    function test_onlyTheOwnerEndsAJobEarly() public {
        uint256 id = _create(ALICE, 100 ether, 40 ether);
        vm.expectRevert(abi.encodeWithSelector(JobEscrow.NotTheOwner.selector, id, COORDINATOR));
        vm.prank(COORDINATOR);
        escrow.requestClose(id);
    }

    function test_anybodyTopsUpAndTheOwnerGetsItBack() public {
        uint256 id = _create(ALICE, 10 ether, 40 ether);
        _give(BOB, address(escrow), 5 ether);
        vm.prank(BOB);
        escrow.topUp(id, 5 ether);
        vm.assertEq(_left(id), 15 ether, "left");
        vm.warp(DEADLINE + GRACE);
        _give(BOB, address(escrow), 5 ether);
        vm.expectRevert(abi.encodeWithSelector(JobEscrow.SettlementIsOver.selector, id, DEADLINE + GRACE));
        vm.prank(BOB);
        escrow.topUp(id, 5 ether);
        escrow.close(id);
        vm.assertEq(token.balanceOf(ALICE), 15 ether, "owner");
    }

    function test_refusesADeadlineInThePastOrFarAway() public {
        _give(ALICE, address(escrow), 1 ether);
        uint64 now_ = uint64(block.timestamp);
        uint64 latest = now_ + escrow.MAX_RUN_TIME();
        vm.startPrank(ALICE);
        bytes4 why = JobEscrow.DeadlineOutOfRange.selector;
        vm.expectRevert(abi.encodeWithSelector(why, now_, now_ + 1, latest));
        escrow.createJob(MANIFEST, 1 ether, 1 ether, now_);
        vm.expectRevert(abi.encodeWithSelector(why, latest + 1, now_ + 1, latest));
        escrow.createJob(MANIFEST, 1 ether, 1 ether, latest + 1);
        escrow.createJob(MANIFEST, 1 ether, 1 ether, latest);
        vm.stopPrank();
    }

    function test_refusesWhatIsEmpty() public {
        _give(ALICE, address(escrow), 1 ether);
        vm.startPrank(ALICE);
        vm.expectRevert(abi.encodeWithSelector(JobEscrow.ZeroHash.selector));
        escrow.createJob(0, 1 ether, 1 ether, DEADLINE);
        vm.expectRevert(abi.encodeWithSelector(JobEscrow.ZeroAmount.selector));
        escrow.createJob(MANIFEST, 1 ether, 0, DEADLINE);
        vm.expectRevert(abi.encodeWithSelector(JobEscrow.ZeroAmount.selector));
        escrow.createJob(MANIFEST, 0, 1 ether, DEADLINE);
        uint256 id = escrow.createJob(MANIFEST, 1 ether, 1 ether, DEADLINE);
        vm.stopPrank();
        _refused(id, 1, 0, abi.encodeWithSelector(JobEscrow.ZeroAmount.selector));
        vm.expectRevert(abi.encodeWithSelector(JobEscrow.ZeroHash.selector));
        vm.prank(COORDINATOR);
        escrow.settle(id, 1, 1, 0);
        vm.expectRevert(abi.encodeWithSelector(JobEscrow.JobNotFound.selector, 99));
        escrow.close(99);
    }

    function test_aPermitReplacesTheApprovalAndAStolenOneChangesNothing() public {
        address owner = vm.addr(0xA11CE);
        vm.prank(TREASURY);
        token.transfer(owner, 20 ether);
        (uint8 v, bytes32 r, bytes32 s) = _permit(0xA11CE, owner, 10 ether);
        token.permit(owner, address(escrow), 10 ether, DEADLINE, v, r, s);
        vm.prank(owner);
        uint256 id = escrow.createJobWithPermit(MANIFEST, 10 ether, 1 ether, DEADLINE, DEADLINE, v, r, s);
        vm.assertEq(_left(id), 10 ether, "budget");
        (v, r, s) = _permit(0xA11CE, owner, 5 ether);
        vm.prank(owner);
        id = escrow.createJobWithPermit(MANIFEST, 5 ether, 1 ether, DEADLINE, DEADLINE, v, r, s);
        vm.assertEq(_left(id), 5 ether, "budget of the second");
    }

    function test_countsWhatArrivesOfATokenWithAFee() public {
        FeeToken fees = new FeeToken(TREASURY, SUPPLY);
        rewards = new Rewards(IERC20(address(fees)), ADMIN, POSTER, GUARDIAN, 1 days, SUPPLY);
        escrow = new JobEscrow(rewards, ADMIN, COORDINATOR, GRACE);
        vm.startPrank(TREASURY);
        fees.approve(address(escrow), 100 ether);
        uint256 id = escrow.createJob(MANIFEST, 100 ether, 50 ether, DEADLINE);
        vm.stopPrank();
        vm.assertEq(_left(id), 99 ether, "arrived");
        _settle(id, 1, 50 ether);
        vm.assertEq(fees.balanceOf(address(escrow)), escrow.held(), "held is there");
        vm.assertEq(rewards.funded(), 49.5 ether, "rewards count what arrived");
    }

    function testFuzz_nothingIsLostBetweenOwnerEscrowAndRewards(uint256 budget, uint256 limit, uint256[5] memory pays) public {
        budget = _bound(budget, 1, 1_000_000 ether);
        limit = _bound(limit, 1, budget);
        uint256 id = _create(ALICE, budget, limit);
        uint32 epoch = 0;
        for (uint256 i = 0; i < pays.length; i++) {
            uint256 most = _left(id) < limit ? _left(id) : limit;
            if (most == 0) break;
            _settle(id, ++epoch, _bound(pays[i], 1, most));
        }
        vm.warp(DEADLINE + GRACE);
        escrow.close(id);
        vm.assertEq(token.balanceOf(ALICE) + rewards.funded(), budget, "owner and rewards have all of it");
        vm.assertEq(token.balanceOf(address(escrow)), 0, "escrow");
    }

    function _refused(uint256 id, uint32 epoch, uint256 amount, bytes memory why) private {
        vm.expectRevert(why);
        vm.prank(COORDINATOR);
        escrow.settle(id, epoch, amount, REPORT);
    }

    function _permit(uint256 key, address owner, uint256 amount) private view returns (uint8, bytes32, bytes32) {
        bytes32 kind = keccak256("Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)");
        bytes32 data = keccak256(abi.encode(kind, owner, address(escrow), amount, token.nonces(owner), DEADLINE));
        return vm.sign(key, keccak256(abi.encodePacked("\x19\x01", token.DOMAIN_SEPARATOR(), data)));
    }
}
