package hearth.hardware;

/// What this computer is and does now. One call takes one sample; it is cheap enough for once a
/// second and never throws because a sensor is missing.
public interface Machine {
    Reading read();
}
