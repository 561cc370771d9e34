// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccessControl} from "@openzeppelin/contracts/access/AccessControl.sol";
import {MerkleProof} from "@openzeppelin/contracts/utils/cryptography/MerkleProof.sol";

/// @title What was trained, round by round, for anybody to check
/// @notice Each job's rounds form a chain: every entry names the published checkpoint, the accepted results it was made from,
/// and the head before it. Nothing that was written is ever changed; a model's whole history is proven by one hash.
/// @dev Holds no money. `job` is any 32 bytes that name a job for its coordinator, such as the hash of its manifest. Leaf of the
/// results: keccak256(keccak256(abi.encode(chainId, this, job, round, update))), pairs sorted, as OpenZeppelin's merkle-tree has it.
contract RoundLog is AccessControl {
    /// @dev Whose model it is and under which licence it is published, fixed before the first round.
    struct Job {
        address owner;
        uint64 nextRound;
        bytes32 manifestHash;
        bytes32 licenceHash;
        bytes32 head;
    }

    /// @dev SHA-256 of the checkpoint that the round published, and the root over the updates that are in it.
    struct Round {
        bytes32 checkpointHash;
        bytes32 resultsRoot;
        uint32 accepted;
        uint32 refused;
        uint64 writtenAt;
    }

    bytes32 public constant COORDINATOR_ROLE = keccak256("COORDINATOR_ROLE");

    mapping(bytes32 job => Job) private jobs;
    mapping(bytes32 job => mapping(uint64 round => Round)) private rounds;

    event JobOpened(bytes32 indexed job, address indexed owner, bytes32 manifestHash, bytes32 licenceHash);
    event RoundWritten(
        bytes32 indexed job,
        uint64 indexed round,
        bytes32 checkpointHash,
        bytes32 resultsRoot,
        uint32 accepted,
        uint32 refused,
        bytes32 head
    );

    error ZeroAddress();
    error ZeroHash();
    error JobAlreadyOpen(bytes32 job);
    error JobNotOpen(bytes32 job);
    error UnexpectedRound(bytes32 job, uint64 expected, uint64 given);
    error UnexpectedHead(bytes32 job, bytes32 expected, bytes32 given);
    error ResultsDoNotMatch(bytes32 resultsRoot, uint32 accepted);

    constructor(address admin, address coordinator) {
        if (admin == address(0) || coordinator == address(0)) revert ZeroAddress();
        _grantRole(DEFAULT_ADMIN_ROLE, admin);
        _grantRole(COORDINATOR_ROLE, coordinator);
    }

    /// @notice Begins the log of a job.
    /// @param licenceHash SHA-256 of the licence text under which the checkpoints are published.
    function open(bytes32 job, address owner, bytes32 manifestHash, bytes32 licenceHash) external onlyRole(COORDINATOR_ROLE) {
        if (owner == address(0)) revert ZeroAddress();
        if (manifestHash == 0 || licenceHash == 0) revert ZeroHash();
        if (jobs[job].owner != address(0)) revert JobAlreadyOpen(job);
        bytes32 head = keccak256(abi.encode(block.chainid, address(this), job, owner, manifestHash, licenceHash));
        jobs[job] = Job(owner, 0, manifestHash, licenceHash, head);
        emit JobOpened(job, owner, manifestHash, licenceHash);
    }

    /// @notice Writes the next round of a job.
    /// @param resultsRoot Root over the accepted updates; zero exactly when none was accepted.
    /// @param previousHead The head that the writer knows, so that after a reorganisation nothing is written upon another history.
    function write(
        bytes32 job,
        uint64 round,
        bytes32 checkpointHash,
        bytes32 resultsRoot,
        uint32 accepted,
        uint32 refused,
        bytes32 previousHead
    ) external onlyRole(COORDINATOR_ROLE) {
        Job storage entry = jobs[job];
        if (entry.owner == address(0)) revert JobNotOpen(job);
        if (checkpointHash == 0) revert ZeroHash();
        if (round != entry.nextRound) revert UnexpectedRound(job, entry.nextRound, round);
        if (previousHead != entry.head) revert UnexpectedHead(job, entry.head, previousHead);
        if ((resultsRoot == 0) != (accepted == 0)) revert ResultsDoNotMatch(resultsRoot, accepted);

        bytes32 head = keccak256(abi.encode(previousHead, round, checkpointHash, resultsRoot, accepted, refused));
        rounds[job][round] = Round(checkpointHash, resultsRoot, accepted, refused, uint64(block.timestamp));
        entry.nextRound = round + 1;
        entry.head = head;
        emit RoundWritten(job, round, checkpointHash, resultsRoot, accepted, refused, head);
    }

    /// @notice A job's owner, licence and newest head; all zero when it was never opened.
    function jobOf(bytes32 job) external view returns (Job memory) {
        return jobs[job];
    }

    /// @notice What one round published; all zero before it is written.
    function roundOf(bytes32 job, uint64 round) external view returns (Round memory) {
        return rounds[job][round];
    }

    /// @notice Whether an update, by its SHA-256, is among the accepted results of a round.
    function isAccepted(bytes32 job, uint64 round, bytes32 update, bytes32[] calldata proof) external view returns (bool) {
        bytes32 root = rounds[job][round].resultsRoot;
        return root != 0 && MerkleProof.verifyCalldata(proof, root, leafOf(job, round, update));
    }

    /// @notice The leaf of an accepted update: hashed twice, and bound to chain, contract, job and round.
    function leafOf(bytes32 job, uint64 round, bytes32 update) public view returns (bytes32) {
        return keccak256(bytes.concat(keccak256(abi.encode(block.chainid, address(this), job, round, update))));
    }
}
