package hearth.chain;

import hearth.keys.Address;

import java.math.BigInteger;
import java.util.Optional;

/// Answers questions about one state of the chain. Every method throws
/// {@link NodeUnreachableException} when there is no usable answer.
interface ChainView {
    /// A read-only call.
    RpcAnswer read(Address contract, String data);

    /// Coins of the chain that pay for gas, in its smallest unit.
    BigInteger gasBalance(Address account);

    /// An entry of a contract's `mapping(address => uint256)`, proven against a block that several
    /// nodes agree on. Empty where no node makes proofs; a single node's proof would show only that
    /// it agrees with itself.
    ///
    /// @param slot of the mapping
    Optional<BigInteger> proven(Address contract, int slot, Address key);

    /// The only node: its pending block, whose time is now.
    record Pending(Node node) implements ChainView {
        @Override
        public RpcAnswer read(Address contract, String data) {
            return node.read(contract, data);
        }

        @Override
        public BigInteger gasBalance(Address account) {
            return node.gasBalance(account);
        }

        @Override
        public Optional<BigInteger> proven(Address contract, int slot, Address key) {
            return Optional.empty();
        }
    }

    /// The only node: the block that lies so many below its newest one.
    record Below(Node node, int depth) implements ChainView {
        private String hash() {
            return node.blockHash(Math.max(0, node.blockNumber() - depth))
                    .orElseThrow(() -> new NodeUnreachableException("the node has no block", null));
        }

        @Override
        public RpcAnswer read(Address contract, String data) {
            return node.readAt(hash(), contract, data);
        }

        @Override
        public BigInteger gasBalance(Address account) {
            return node.gasBalanceAt(hash(), account);
        }

        @Override
        public Optional<BigInteger> proven(Address contract, int slot, Address key) {
            return Optional.empty();
        }
    }
}
