package hearth.app.settings;

import java.util.List;

/// A screen that proves itself to the owner before a password or a signature.
public interface ShowsMark {
    /// The places where it does; built already.
    List<PersonalSign> signs();
}
