package hearth.app.rules;

/// How a rule's number is written on the screen, and what it is in the rules.
enum Unit {
    CELSIUS(1),
    WATT(1),
    /// A share of one.
    PERCENT(0.01),
    MINUTE(60),
    MEGABYTE(1L << 20),
    GIGABYTE(1L << 30);

    private final double size;

    Unit(double size) {
        this.size = size;
    }

    /// From the screen to the rules.
    double stored(double shown) {
        // A share of 0.35 must not become 0.35000000000000003.
        return size < 1 ? shown / Math.rint(1 / size) : shown * size;
    }

    /// From the rules to the screen.
    double shown(double stored) {
        return stored / size;
    }
}
