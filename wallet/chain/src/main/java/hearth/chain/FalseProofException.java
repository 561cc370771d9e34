package hearth.chain;

/// A proof that does not lead from the given root to an answer: forged, damaged, or about another
/// state.
final class FalseProofException extends Exception {
    private static final long serialVersionUID = 1L;

    FalseProofException(String what) {
        super(what);
    }
}
