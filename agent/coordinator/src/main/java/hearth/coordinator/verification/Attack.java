package hearth.coordinator.verification;

/// What somebody might send who wants the pay without the work, or the model to go wrong.
public enum Attack {
    ZERO("zero"),
    NOISE("noise"),
    COPY("copy"),
    COPY_NOISE("copy+noise"),
    AVERAGE("average of others"),
    COPY_WORK("copy+10 % work"),
    REPLAY("replay"),
    REPLAY_WORK("replay+10 %"),
    OTHER_DATA("other data"),
    LAZY_10("lazy 10 %"),
    LAZY_50("lazy 50 %", false),
    LAZY_50_RESCALED("lazy 50 % rescaled", false),
    STALE_BASE("stale base"),
    FLIP("sign flip"),
    TRIPLE("×3"),
    FIVE_FLIP("×5 flip"),
    BACKDOOR("backdoor in 10 % of steps", false);

    private final String label;
    private final boolean isCheaplySeen;

    Attack(String label) {
        this(label, true);
    }

    Attack(String label, boolean isCheaplySeen) {
        this.label = label;
        this.isCheaplySeen = isCheaplySeen;
    }

    public String label() {
        return label;
    }

    /// Whether statistics of the update can tell it from honest work, without doing it again.
    public boolean isCheaplySeen() {
        return isCheaplySeen;
    }
}
