package hearth.app.update;

import hearth.app.update.trust.Channel;

/// What the owner wants of updates.
///
/// @param automatic whether news is asked for, at most once a day
public record UpdateChoices(boolean automatic, Install install, Channel channel) {
    /// When a ready release is installed.
    public enum Install {
        /// When the owner says so.
        WHEN_ASKED,
        /// Between two pieces of work.
        WHEN_IDLE
    }

    /// Nothing is installed unasked.
    public static UpdateChoices initial() {
        return new UpdateChoices(true, Install.WHEN_ASKED, Channel.STABLE);
    }

    public UpdateChoices withAutomatic(boolean wanted) {
        return new UpdateChoices(wanted, install, channel);
    }

    public UpdateChoices withInstall(Install wanted) {
        return new UpdateChoices(automatic, wanted, channel);
    }

    public UpdateChoices withChannel(Channel wanted) {
        return new UpdateChoices(automatic, install, wanted);
    }
}
