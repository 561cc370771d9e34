package hearth.coordinator;

/// Something is not what a coordinator claims.
final class DifferenceException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// @param what in words, for whoever verifies
    DifferenceException(String what) {
        super(what);
    }

    /// @param otherwise what is different, in words
    static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new DifferenceException(otherwise);
        }
    }
}
