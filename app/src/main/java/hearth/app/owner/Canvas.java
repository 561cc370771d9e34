package hearth.app.owner;

import hearth.protocol.RecipeConfig;

/// What a picture has to be for a model that takes so many pixels.
///
/// @param width 0 where the model does not know what lies beside what, so that any will do
record Canvas(int pixels, int width) {
    /// Of a model that takes so many values.
    static Canvas of(RecipeConfig recipe, int pixels) {
        return new Canvas(
                pixels, recipe.recipe().equals("cnn") ? (int) Math.round(Math.sqrt(pixels)) : 0);
    }

    boolean takes(long wide, long high) {
        return wide * high == pixels && (width == 0 || wide == width);
    }

    /// In a sentence.
    @Override
    public String toString() {
        return width == 0 ? Integer.toString(pixels) : width + " × " + pixels / width;
    }
}
