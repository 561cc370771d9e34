package hearth.app.look;

import javafx.scene.Parent;

/// A controller whose screen comes and goes: subscriptions are open only while it shows.
public interface Screen {
    Parent root();

    void onShow();

    void onHide();
}
