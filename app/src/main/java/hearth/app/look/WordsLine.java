package hearth.app.look;

import javafx.geometry.Insets;
import javafx.geometry.Orientation;
import javafx.scene.Node;
import javafx.scene.layout.HBox;
import javafx.scene.text.Text;

import java.util.List;

/// Words, or a field, behind an icon or without one, and what belongs to them in one line. Where
/// the words would have less room than a few of them need, the rest goes below, as much in a line
/// as fits.
public class WordsLine extends HBox {
    private static final double FEW_WORDS = 240;

    public WordsLine() {
        super();
    }

    /// @param words first, then what stands beside it
    public WordsLine(Node... words) {
        super(words);
    }

    @Override
    public Orientation getContentBias() {
        return Orientation.HORIZONTAL;
    }

    @Override
    protected double computeMinWidth(double height) {
        double widest = 0;
        for (Node child : getManagedChildren()) {
            widest = Math.max(widest, child.minWidth(-1));
        }
        return widest + beside();
    }

    @Override
    protected double computeMinHeight(double width) {
        return width < 0 || inOneLine(width)
                ? super.computeMinHeight(width)
                : computePrefHeight(width);
    }

    @Override
    protected double computePrefHeight(double width) {
        if (width < 0 || inOneLine(width)) {
            return super.computePrefHeight(width);
        }
        Insets around = getInsets();
        return around.getTop() + stack(width, false) + around.getBottom();
    }

    @Override
    protected void layoutChildren() {
        if (inOneLine(getWidth())) {
            super.layoutChildren();
        } else {
            stack(getWidth(), true);
        }
    }

    private double beside() {
        Insets around = getInsets();
        return around.getLeft() + around.getRight();
    }

    private boolean inOneLine(double width) {
        List<Node> children = getManagedChildren();
        int words = words(children);
        double needed = beside() + getSpacing() * Math.max(0, children.size() - 1);
        for (int i = 0; i < children.size(); i++) {
            double wanted = children.get(i).prefWidth(-1);
            needed += i == words ? Math.min(FEW_WORDS, wanted) : wanted;
        }
        return needed <= width;
    }

    /// Behind the icon, where there is one.
    private static int words(List<Node> children) {
        return children.size() > 1 && children.getFirst() instanceof Text ? 1 : 0;
    }

    /// @return the height of all lines
    private double stack(double width, boolean place) {
        List<Node> children = getManagedChildren();
        int words = words(children);
        double icon = words == 0 ? 0 : snapSizeX(children.getFirst().prefWidth(-1)) + getSpacing();
        double left = snappedLeftInset();
        double room = Math.max(0, width - beside());
        double y = high(children.get(words), room - icon);
        if (place) {
            place(children.get(words), left + icon, 0, room - icon);
            if (words == 1) {
                Node sign = children.getFirst();
                place(sign, left, (y - high(sign, icon)) / 2, icon - getSpacing());
            }
        }
        double x = 0;
        double line = 0;
        for (Node child : children.subList(words + 1, children.size())) {
            double wide = Math.min(room, snapSizeX(child.prefWidth(-1)));
            if (wide <= 0) {
                continue; // What holds the others apart in one line.
            }
            if (line == 0 || x + wide > room) {
                y += line + getSpacing();
                x = 0;
                line = 0;
            }
            if (place) {
                place(child, left + x, y, wide);
            }
            line = Math.max(line, high(child, wide));
            x += wide + getSpacing();
        }
        return y + line;
    }

    private double high(Node child, double width) {
        return snapSizeY(child.prefHeight(width));
    }

    private void place(Node child, double x, double y, double room) {
        double wide = Math.min(room, child.maxWidth(-1));
        child.resizeRelocate(x, getInsets().getTop() + y, wide, high(child, wide));
    }
}
