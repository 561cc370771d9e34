package hearth.app.window;

import hearth.app.home.Status;
import hearth.app.look.Mark;
import hearth.app.text.Speech;

import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ProgressBar;
import javafx.scene.layout.VBox;

/// What the window shows before it has anything else to show: that Hearth is starting, what the
/// agent does where one runs already, or that it could not start.
final class StartPage extends VBox {
    private final Speech speech;
    private final Label heading = new Label();
    private final Label words = new Label();

    /// @param text what is awaited
    StartPage(Speech speech, String text) {
        this.speech = speech;
        getStyleClass().addAll("shell", "start-page");
        heading.getStyleClass().add("page-title");
        words.getStyleClass().add("muted");
        words.setWrapText(true);
        var bar = new ProgressBar(ProgressBar.INDETERMINATE_PROGRESS);
        bar.setAccessibleText(speech.text("start.title"));
        fill("start.title", text, bar);
    }

    /// @param logs where the reason is written down
    void failed(String logs, Runnable quit) {
        var close = new Button(speech.text("start.failed.close"));
        close.getStyleClass().add("accent");
        close.setDefaultButton(true);
        close.setOnAction(event -> quit.run());
        fill("start.failed.title", speech.text("start.failed.text", logs), close);
        close.requestFocus();
    }

    /// What the computer does while the rest of the window is being built.
    void tell(Status now) {
        heading.setText(now.title());
        words.setText(now.text());
    }

    private void fill(String title, String text, Node last) {
        heading.setText(speech.text(title));
        words.setText(text);
        getChildren().setAll(new Mark(), heading, words, last);
    }
}
