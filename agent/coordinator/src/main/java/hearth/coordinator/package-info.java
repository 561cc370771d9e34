/// Jobs, leases, verification, aggregation, ledger and settlement.
@NullMarked
package hearth.coordinator;

import org.jspecify.annotations.NullMarked;
