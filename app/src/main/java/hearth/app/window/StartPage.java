package hearth.app.window;

import hearth.app.look.Mark;
import hearth.app.text.Speech;

import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ProgressBar;
import javafx.scene.layout.VBox;

/// What the window shows before it has anything else to show: that Hearth is starting, or that it
/// could not.
final class StartPage extends VBox {
    private final Speech speech;

    StartPage(Speech speech) {
        this.speech = speech;
        getStyleClass().addAll("shell", "start-page");
        var bar = new ProgressBar(ProgressBar.INDETERMINATE_PROGRESS);
        bar.setAccessibleText(speech.text("start.title"));
        fill("start.title", speech.text("start.text"), bar);
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

    private void fill(String title, String text, Node last) {
        var heading = new Label(speech.text(title));
        heading.getStyleClass().add("page-title");
        var words = new Label(text);
        words.getStyleClass().add("muted");
        words.setWrapText(true);
        getChildren().setAll(new Mark(), heading, words, last);
    }
}
