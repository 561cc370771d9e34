package hearth.chain;

import hearth.keys.Address;

import java.sql.Connection;
import java.sql.SQLException;

/// Which payments the owner wants to make although their recipient is a contract. Part of the
/// journal's file, and used under the journal's lock.
final class ContractConsents {
    private final Remarks recipients;

    /// @param lock of whoever else uses the connection
    ContractConsents(Connection db, String chain, Object lock) throws SQLException {
        recipients = new Remarks(db, chain, lock, "contract_consent", "recipient");
    }

    void accept(String intent, Address recipient) {
        recipients.keep(intent, recipient.value());
    }

    /// Whether a recipient has to be accepted first: a payment to a contract that is none of ours,
    /// where nobody may be able to bring the money out again.
    ///
    /// @throws NodeUnreachableException if the nodes do not answer
    boolean isMissing(Intent intent, Nodes nodes) {
        if (intent.kind() != Activity.Kind.SEND) {
            return false;
        }
        var accepted = recipients.find(intent.id()).map(Address::of);
        return intent.counterparty()
                .filter(to -> accepted.filter(to::equals).isEmpty())
                .filter(nodes::isContract)
                .isPresent();
    }
}
