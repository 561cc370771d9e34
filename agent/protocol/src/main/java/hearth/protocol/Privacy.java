package hearth.protocol;

import com.fasterxml.jackson.annotation.JsonProperty;

/// Who may see the data of a job, other than everybody. The model and its rounds stay public; data,
/// updates and answers do not. A device has to see what it works on: no tier hides data from the
/// computer that was chosen.
public enum Privacy {
    /// Devices of anybody that have proven themselves and train in a whole sandbox.
    @JsonProperty("proven")
    PROVEN,
    /// Devices of the account that owns the job.
    @JsonProperty("own")
    OWN;

    /// What a device that keeps to it says it knows.
    public static final String NEED = "privacy-1";
}
