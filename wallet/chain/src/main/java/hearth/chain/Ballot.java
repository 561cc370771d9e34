package hearth.chain;

/// What a vote says.
public enum Ballot {
    AGAINST(0),
    FOR(1),
    ABSTAIN(2);

    private final int code;

    Ballot(int code) {
        this.code = code;
    }

    /// As the governor counts it.
    int code() {
        return code;
    }
}
