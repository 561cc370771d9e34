/// JSON-RPC, transactions, balances, claims and staking.
@NullMarked
package hearth.chain;

import org.jspecify.annotations.NullMarked;
