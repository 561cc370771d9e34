package hearth.app.look;

import javafx.css.CssMetaData;
import javafx.css.Styleable;
import javafx.css.StyleableDoubleProperty;
import javafx.css.StyleablePropertyFactory;
import javafx.geometry.Orientation;
import javafx.scene.Node;
import javafx.scene.layout.Pane;

import java.util.List;

/// Children side by side in columns of equal width, as many as fit; the rest goes below and
/// shares the width. The theme sets the narrowest column (`-h-min-tile`), the gap beside each
/// (`-h-gap`), and the gap below where it is another (`-h-gap-below`).
public final class TileRow extends Pane {
    private static final StyleablePropertyFactory<TileRow> FACTORY =
            new StyleablePropertyFactory<>(Pane.getClassCssMetaData());
    private static final CssMetaData<TileRow, Number> MIN_TILE =
            FACTORY.createSizeCssMetaData("-h-min-tile", row -> row.minTile, 180d);
    private static final CssMetaData<TileRow, Number> GAP =
            FACTORY.createSizeCssMetaData("-h-gap", row -> row.gap, 16d);
    private static final CssMetaData<TileRow, Number> GAP_BELOW =
            FACTORY.createSizeCssMetaData("-h-gap-below", row -> row.gapBelow, -1d);
    private final StyleableDoubleProperty minTile = new Length(MIN_TILE, "minTile", 180);
    private final StyleableDoubleProperty gap = new Length(GAP, "gap", 16);
    private final StyleableDoubleProperty gapBelow = new Length(GAP_BELOW, "gapBelow", -1);

    public TileRow() {
        getStyleClass().add("tile-row");
    }

    @Override
    public Orientation getContentBias() {
        return Orientation.HORIZONTAL;
    }

    @Override
    protected double computeMinWidth(double height) {
        double widest = 0;
        for (Node tile : getManagedChildren()) {
            widest = Math.max(widest, tile.minWidth(-1));
        }
        // A single column may be narrower than the narrowest of several.
        return Math.min(widest, minTile.get());
    }

    @Override
    protected double computePrefWidth(double height) {
        int count = Math.max(1, getManagedChildren().size());
        return count * minTile.get() + (count - 1) * gap.get();
    }

    @Override
    protected double computeMinHeight(double width) {
        return computePrefHeight(width);
    }

    @Override
    protected double computePrefHeight(double width) {
        double given = width < 0 ? computePrefWidth(-1) : width;
        List<Node> tiles = getManagedChildren();
        int columns = columns(given, tiles.size());
        double total = 0;
        for (int start = 0; start < tiles.size(); start += columns) {
            double tile = tileWidth(given, Math.min(columns, tiles.size() - start));
            total += rowHeight(tiles, start, columns, tile) + (start == 0 ? 0 : gapBelow());
        }
        return total;
    }

    @Override
    protected void layoutChildren() {
        List<Node> tiles = getManagedChildren();
        int columns = columns(getWidth(), tiles.size());
        double y = 0;
        for (int start = 0; start < tiles.size(); start += columns) {
            int inRow = Math.min(columns, tiles.size() - start);
            double wide = tileWidth(getWidth(), inRow);
            double height = rowHeight(tiles, start, columns, wide);
            boolean lastRow = start + columns >= tiles.size();
            double stretched = lastRow ? Math.max(height, getHeight() - y) : height;
            for (int i = 0; i < inRow; i++) {
                double x = snapPositionX(i * (wide + gap.get()));
                tiles.get(start + i).resizeRelocate(x, y, wide, snapSizeY(stretched));
            }
            y += snapSizeY(height) + gapBelow();
        }
    }

    private double gapBelow() {
        return gapBelow.get() < 0 ? gap.get() : gapBelow.get();
    }

    private int columns(double width, int count) {
        int fitting = (int) ((width + gap.get()) / (minTile.get() + gap.get()));
        int most = Math.max(1, Math.min(count, fitting));
        // Four tiles look better two by two than three and one, five better three and two.
        int rows = (count + most - 1) / most;
        return rows <= 1 ? most : (count + rows - 1) / rows;
    }

    private double tileWidth(double width, int columns) {
        return Math.floor((width - (columns - 1) * gap.get()) / columns);
    }

    private static double rowHeight(List<Node> tiles, int start, int columns, double width) {
        double highest = 0;
        for (Node tile : tiles.subList(start, Math.min(tiles.size(), start + columns))) {
            highest = Math.max(highest, tile.prefHeight(width));
        }
        return Math.ceil(highest);
    }

    @Override
    public List<CssMetaData<? extends Styleable, ?>> getCssMetaData() {
        return FACTORY.getCssMetaData();
    }

    /// A length that the style sheet may set and that asks for a new layout.
    private final class Length extends StyleableDoubleProperty {
        private final CssMetaData<TileRow, Number> meta;
        private final String name;

        Length(CssMetaData<TileRow, Number> meta, String name, double initial) {
            super(initial);
            this.meta = meta;
            this.name = name;
        }

        @Override
        protected void invalidated() {
            requestLayout();
        }

        @Override
        public CssMetaData<? extends Styleable, Number> getCssMetaData() {
            return meta;
        }

        @Override
        public Object getBean() {
            return TileRow.this;
        }

        @Override
        public String getName() {
            return name;
        }
    }
}
