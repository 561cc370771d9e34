package hearth.app.rules;

import hearth.app.rules.Week.Cell;
import hearth.app.text.Speech;
import hearth.worker.policy.WeekHours;

import javafx.css.PseudoClass;
import javafx.scene.AccessibleAction;
import javafx.scene.AccessibleAttribute;
import javafx.scene.AccessibleRole;
import javafx.scene.control.Label;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.MouseEvent;
import javafx.scene.layout.Pane;
import javafx.scene.layout.Region;

import java.time.DayOfWeek;
import java.time.ZonedDateTime;
import java.time.format.TextStyle;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// The hours of a week to be marked: drag over them, or go there with the arrow keys and press the
/// space bar; with Shift the arrow keys mark as they go. Names of days and hours mark the whole row
/// or column. A screen reader hears a check box that tells its day and hour.
public final class WeekGrid extends Pane {
    private static final PseudoClass MARKED = PseudoClass.getPseudoClass("marked");
    private static final PseudoClass CURSOR = PseudoClass.getPseudoClass("cursor");
    private static final PseudoClass NOW = PseudoClass.getPseudoClass("now");
    private static final int NAMED_HOURS = 3;
    private static final double LEFT = 44;
    private static final double TOP = 22;
    private static final double ROW = 24;
    private final List<Region> cells = new ArrayList<>();
    private final List<Label> days = new ArrayList<>();
    private final List<Label> hours = new ArrayList<>();
    private Week week = new Week(WeekHours.NONE);
    private Cell cursor = new Cell(0, 0);
    private Optional<Drag> drag = Optional.empty();
    private Consumer<WeekHours> onChange = changed -> {};
    private Optional<Speech> speech = Optional.empty();
    private String name = "";

    /// @param before the week as it was when the mouse went down
    private record Drag(Week before, Cell from, boolean marks) {}

    public WeekGrid() {
        getStyleClass().add("week-grid");
        setAccessibleRole(AccessibleRole.CHECK_BOX);
        setFocusTraversable(true);
        for (int i = 0; i < Week.DAYS * Week.HOURS; i++) {
            var cell = new Region();
            cell.getStyleClass().add("week-cell");
            cell.setMouseTransparent(true);
            cells.add(cell);
        }
        getChildren().addAll(cells);
        addEventHandler(MouseEvent.MOUSE_PRESSED, this::pressed);
        addEventHandler(MouseEvent.MOUSE_DRAGGED, this::dragged);
        addEventHandler(MouseEvent.MOUSE_RELEASED, event -> released());
        addEventHandler(KeyEvent.KEY_PRESSED, this::typed);
        focusedProperty().subscribe(this::draw);
    }

    /// @param changed told of the week after each change
    public void connect(Speech words, Consumer<WeekHours> changed) {
        speech = Optional.of(words);
        onChange = changed;
        var locale = words.words().locale();
        for (DayOfWeek day : DayOfWeek.values()) {
            var label = head(day.getDisplayName(TextStyle.SHORT_STANDALONE, locale));
            label.setOnMousePressed(
                    event -> {
                        event.consume();
                        become(week.withDay(day.getValue() - 1));
                    });
            days.add(label);
        }
        for (int hour = 0; hour < Week.HOURS; hour++) {
            int column = hour;
            var label = head(hour % NAMED_HOURS == 0 ? Integer.toString(hour) : "");
            label.setOnMousePressed(
                    event -> {
                        event.consume();
                        become(week.withHour(column));
                    });
            hours.add(label);
        }
        getChildren().addAll(days);
        getChildren().addAll(hours);
        draw();
    }

    private static Label head(String text) {
        var label = new Label(text);
        label.getStyleClass().add("week-head");
        return label;
    }

    /// @param rule what the hours are for, as a screen reader should say it
    public void show(String rule, WeekHours shown) {
        name = rule;
        if (drag.isEmpty()) {
            week = new Week(shown);
            draw();
        }
    }

    /// Marks the hour that it is.
    public void turnTo(ZonedDateTime now) {
        cells.forEach(cell -> cell.pseudoClassStateChanged(NOW, false));
        cell(new Cell(now.getDayOfWeek().getValue() - 1, now.getHour()))
                .pseudoClassStateChanged(NOW, true);
    }

    private void become(Week next) {
        if (!next.equals(week)) {
            week = next;
            draw();
            onChange.accept(next.hours());
        }
    }

    private Region cell(Cell at) {
        return cells.get(at.day() * Week.HOURS + at.hour());
    }

    private void draw() {
        for (int day = 0; day < Week.DAYS; day++) {
            for (int hour = 0; hour < Week.HOURS; hour++) {
                var at = new Cell(day, hour);
                var cell = cell(at);
                cell.pseudoClassStateChanged(MARKED, week.isMarked(day, hour));
                cell.pseudoClassStateChanged(CURSOR, isFocusVisible() && at.equals(cursor));
            }
        }
        speech.ifPresent(this::announce);
    }

    private void announce(Speech words) {
        String day =
                DayOfWeek.of(cursor.day() + 1)
                        .getDisplayName(TextStyle.FULL_STANDALONE, words.words().locale());
        setAccessibleText(words.text("week.cell", name, day, cursor.hour(), cursor.hour() + 1));
        notifyAccessibleAttributeChanged(AccessibleAttribute.TEXT);
        notifyAccessibleAttributeChanged(AccessibleAttribute.SELECTED);
    }

    private void pressed(MouseEvent event) {
        requestFocus();
        at(event, false)
                .ifPresent(
                        from -> {
                            cursor = from;
                            boolean marks = !week.isMarked(from.day(), from.hour());
                            drag = Optional.of(new Drag(week, from, marks));
                            week = week.with(from, from, marks);
                            draw();
                        });
    }

    private void dragged(MouseEvent event) {
        drag.ifPresent(
                begun ->
                        at(event, true)
                                .ifPresent(
                                        to -> {
                                            cursor = to;
                                            week =
                                                    begun.before()
                                                            .with(begun.from(), to, begun.marks());
                                            draw();
                                        }));
    }

    private void released() {
        drag.ifPresent(
                begun -> {
                    drag = Optional.empty();
                    if (!week.equals(begun.before())) {
                        onChange.accept(week.hours());
                    }
                });
    }

    /// @param nearest whether a place beside the hours counts as the nearest of them
    private Optional<Cell> at(MouseEvent event, boolean nearest) {
        int day = (int) Math.floor((event.getY() - TOP) / ROW);
        int hour = (int) Math.floor((event.getX() - LEFT) / column());
        boolean inside = day >= 0 && day < Week.DAYS && hour >= 0 && hour < Week.HOURS;
        return inside || nearest ? Optional.of(new Cell(0, 0).moved(day, hour)) : Optional.empty();
    }

    private void typed(KeyEvent event) {
        boolean right = getEffectiveNodeOrientation().name().startsWith("LEFT");
        int forward = right ? 1 : -1;
        switch (event.getCode()) {
            case LEFT -> move(event, 0, -forward);
            case RIGHT -> move(event, 0, forward);
            case UP -> move(event, -1, 0);
            case DOWN -> move(event, 1, 0);
            case HOME -> move(event, 0, -Week.HOURS);
            case END -> move(event, 0, Week.HOURS);
            case SPACE, ENTER -> {
                toggle();
                event.consume();
            }
            default -> {
                // The rest is for the page.
            }
        }
    }

    private void move(KeyEvent event, int downwards, int forward) {
        boolean marks = week.isMarked(cursor.day(), cursor.hour());
        Cell from = cursor;
        cursor = cursor.moved(downwards, forward);
        if (event.isShiftDown()) {
            become(week.with(from, cursor, marks));
        }
        draw();
        event.consume();
    }

    private void toggle() {
        if (!isDisabled()) {
            become(week.with(cursor, cursor, !week.isMarked(cursor.day(), cursor.hour())));
        }
    }

    private double column() {
        return (getWidth() - LEFT) / Week.HOURS;
    }

    @Override
    protected double computePrefHeight(double width) {
        return TOP + Week.DAYS * ROW;
    }

    @Override
    protected double computeMinHeight(double width) {
        return computePrefHeight(width);
    }

    @Override
    protected void layoutChildren() {
        double wide = column();
        for (int day = 0; day < Week.DAYS; day++) {
            for (int hour = 0; hour < Week.HOURS; hour++) {
                double x = snapPositionX(LEFT + hour * wide);
                double end = snapPositionX(LEFT + (hour + 1) * wide);
                cell(new Cell(day, hour)).resizeRelocate(x, TOP + day * ROW, end - x - 2, ROW - 2);
            }
        }
        for (int day = 0; day < days.size(); day++) {
            days.get(day).resizeRelocate(0, TOP + day * ROW, LEFT - 4, ROW - 2);
        }
        for (int hour = 0; hour < hours.size(); hour++) {
            hours.get(hour).resizeRelocate(LEFT + hour * wide, 0, wide * NAMED_HOURS, TOP);
        }
    }

    @Override
    public Object queryAccessibleAttribute(AccessibleAttribute attribute, Object... parameters) {
        return attribute == AccessibleAttribute.SELECTED
                ? (Object) week.isMarked(cursor.day(), cursor.hour())
                : super.queryAccessibleAttribute(attribute, parameters);
    }

    @Override
    public void executeAccessibleAction(AccessibleAction action, Object... parameters) {
        if (action == AccessibleAction.FIRE) {
            toggle();
        } else {
            super.executeAccessibleAction(action, parameters);
        }
    }
}
