package hearth.worker;

/// Hears of what went over the line.
interface LineCount {
    LineCount NOBODY =
            new LineCount() {
                @Override
                public void downloaded(long bytes) {}

                @Override
                public void uploaded(long bytes) {}
            };

    void downloaded(long bytes);

    void uploaded(long bytes);
}
