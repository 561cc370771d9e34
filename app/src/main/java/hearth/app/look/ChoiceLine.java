package hearth.app.look;

import javafx.geometry.Insets;
import javafx.scene.Parent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import javafx.util.Subscription;

/// What a large button shows: a picture and words that wrap within the button, which by itself asks
/// nothing but how wide they would like to be.
public final class ChoiceLine extends HBox {
    private Subscription following = Subscription.EMPTY;

    public ChoiceLine() {
        getStyleClass().add("choice-line");
        parentProperty().subscribe(this::follow);
    }

    private void follow(Parent parent) {
        following.unsubscribe();
        if (parent instanceof Region button) {
            following = button.widthProperty().subscribe(width -> fit(button));
        }
    }

    private void fit(Region button) {
        Insets around = button.getInsets();
        double room = button.getWidth() - around.getLeft() - around.getRight();
        setPrefWidth(room > 0 ? room : USE_COMPUTED_SIZE);
    }

    @Override
    protected double computePrefHeight(double width) {
        return super.computePrefHeight(width < 0 && getPrefWidth() > 0 ? getPrefWidth() : width);
    }

    @Override
    protected double computeMinHeight(double width) {
        return computePrefHeight(width);
    }
}
