package hearth.worker;

/// Hears of what went over the line.
interface LineCount {
    LineCount NOBODY =
            new LineCount() {
                @Override
                public void expect() {}

                @Override
                public void downloaded(long bytes) {}

                @Override
                public void uploaded(long bytes) {}
            };

    /// Called before a request is sent.
    void expect();

    void downloaded(long bytes);

    void uploaded(long bytes);
}
