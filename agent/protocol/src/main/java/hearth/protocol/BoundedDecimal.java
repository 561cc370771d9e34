package hearth.protocol;

import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.deser.std.StdDeserializer;

import java.math.BigDecimal;

/// Reads a decimal that can be written out again: ten characters such as `1e99999999` name one
/// that takes a gigabyte. What a double can say is within the bounds. `1e3` is the same as `1000`,
/// which is what is written for it.
final class BoundedDecimal extends StdDeserializer<BigDecimal> {
    private static final int MOST_TEXT = 2048;
    private static final int MOST_SCALE = 1100;

    BoundedDecimal() {
        super(BigDecimal.class);
    }

    @Override
    public BigDecimal deserialize(JsonParser json, DeserializationContext context) {
        var text = json.currentToken().isScalarValue() ? json.getString() : "";
        if (text.isEmpty() || text.length() > MOST_TEXT) {
            return (BigDecimal)
                    context.handleWeirdStringValue(BigDecimal.class, "", "not a decimal");
        }
        try {
            var value = new BigDecimal(text);
            if (Math.abs((long) value.scale()) <= MOST_SCALE) {
                return value.scale() < 0 ? value.setScale(0) : value;
            }
        } catch (NumberFormatException notADecimal) {
            // Said below, together with those that are too long.
        }
        return (BigDecimal) context.handleWeirdStringValue(BigDecimal.class, "", "not a decimal");
    }
}
