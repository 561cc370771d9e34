package hearth.app.cli;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

import java.math.BigDecimal;

/// Holds the numbers that were given to a command against what it can do, before it does anything.
record Ranges(CommandSpec spec) {
    /// @param option of the command, whose value is a number; one that was not given is not looked
    /// at
    /// @throws ParameterException if it lies elsewhere, or is no number at all
    Ranges within(String option, double least, double most) {
        if (spec.findOption(option).getValue() instanceof Number given
                && !(given.doubleValue() >= least && given.doubleValue() <= most)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "%s lies between %s and %s.".formatted(option, plain(least), plain(most)));
        }
        return this;
    }

    private static String plain(double bound) {
        return BigDecimal.valueOf(bound).stripTrailingZeros().toPlainString();
    }
}
