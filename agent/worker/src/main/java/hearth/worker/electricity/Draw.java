package hearth.worker.electricity;

/// What a device draws for training, above what it draws anyway.
///
/// @param device id of a graphics card, `cpu`, or `computer` for all of it
public record Draw(String device, double watts, Source source) {
    public static final String PROCESSOR = "cpu";
    public static final String COMPUTER = "computer";

    /// Where a figure comes from; the worse one first.
    public enum Source {
        /// From the processor time that training uses and a usual draw of a core.
        MODELLED,
        /// The owner's own plug meter.
        TOLD,
        /// A sensor of the device, less its idle draw.
        MEASURED
    }
}
