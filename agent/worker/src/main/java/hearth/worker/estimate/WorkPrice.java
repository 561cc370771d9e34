package hearth.worker.estimate;

import hearth.protocol.Wei;

/// What verified work is paid.
///
/// @param weiPerTeraflop price of 10^12 operations
/// @param source where it comes from
public record WorkPrice(Wei weiPerTeraflop, Source source) {
    /// Where a price comes from.
    public enum Source {
        /// A job of the coordinator that this computer works for.
        JOB,
        /// No coordinator answered: the anchor of DESIGN.md.
        ASSUMED
    }

    /// One EMBER for an exaFLOP, 10^18 operations: a millionth of an EMBER for a teraFLOP.
    public static final WorkPrice ANCHOR = new WorkPrice(Wei.ofEmber("0.000001"), Source.ASSUMED);
}
