package hearth.chain;

import hearth.keys.UnsignedTransaction;

/// Everything about a transaction is settled but the signature, which is not made here.
final class SignatureNeededException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient UnsignedTransaction transaction;
    private final String intent;

    SignatureNeededException(UnsignedTransaction transaction) {
        this(transaction, "");
    }

    private SignatureNeededException(UnsignedTransaction transaction, String intent) {
        super("signed elsewhere");
        this.transaction = transaction;
        this.intent = intent;
    }

    SignatureNeededException of(String name) {
        return new SignatureNeededException(transaction, name);
    }

    /// Empty until it is known whose transaction it is.
    String intent() {
        return intent;
    }

    UnsignedTransaction transaction() {
        return transaction;
    }
}
