package hearth.app.wallet;

import hearth.app.look.Rows;
import hearth.app.look.WordsLine;
import hearth.app.text.Speech;

import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;

import org.kordamp.ikonli.javafx.FontIcon;

/// A line that asks whether the written recovery phrase is still there; only while that is due.
public final class BackupNotice extends WordsLine {
    public BackupNotice() {
        getStyleClass().add("notice");
    }

    /// @param check leads to where the phrase is checked
    void connect(BackupReminder reminder, Runnable check, Speech speech) {
        var text = new Label(speech.text("backup.reminder"));
        text.setWrapText(true);
        text.setMaxWidth(Double.MAX_VALUE);
        HBox.setHgrow(text, Priority.ALWAYS);
        var now = button("backupCheck", speech.text("backup.reminder.check"));
        now.setOnAction(event -> check.run());
        var later = button("backupLater", speech.text("backup.reminder.later"));
        later.setOnAction(event -> reminder.putOff());
        getChildren().setAll(new FontIcon("fth-file-text"), text, now, later);
        Rows.showWhile(this, reminder.due());
    }

    private static Button button(String id, String text) {
        var button = new Button(text);
        button.setId(id);
        button.setMinWidth(Region.USE_PREF_SIZE);
        return button;
    }
}
