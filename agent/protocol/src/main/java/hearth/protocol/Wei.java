package hearth.protocol;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

import java.math.BigDecimal;
import java.math.BigInteger;

/// An amount of EMBER in its smallest unit: 10^18 wei are one EMBER. Never negative; a decimal
/// string in JSON.
public record Wei(BigInteger value) implements Comparable<Wei> {
    public static final Wei ZERO = new Wei(BigInteger.ZERO);
    /// Decimals of one EMBER.
    public static final int DECIMALS = 18;
    private static final int BITS = 256;

    public Wei {
        if (value.signum() < 0 || value.bitLength() > BITS) {
            throw new IllegalArgumentException("not an amount of wei: " + value);
        }
    }

    @JsonCreator
    public static Wei of(String decimal) {
        if (!Notation.isAmount(decimal)) {
            throw new IllegalArgumentException("not a decimal amount of wei: " + decimal);
        }
        return new Wei(new BigInteger(decimal));
    }

    public static Wei of(long value) {
        return new Wei(BigInteger.valueOf(value));
    }

    /// Parses an amount in EMBER, such as `12.5`; refuses more than 18 decimal places.
    public static Wei ofEmber(String ember) {
        return new Wei(new BigDecimal(ember).movePointRight(DECIMALS).toBigIntegerExact());
    }

    public Wei plus(Wei other) {
        return new Wei(value.add(other.value));
    }

    /// The difference; an amount never falls below zero, so subtracting more than there is throws.
    public Wei minus(Wei other) {
        return new Wei(value.subtract(other.value));
    }

    public boolean isZero() {
        return value.signum() == 0;
    }

    /// The amount in EMBER, exact.
    public BigDecimal ember() {
        return new BigDecimal(value, DECIMALS);
    }

    @Override
    public int compareTo(Wei other) {
        return value.compareTo(other.value);
    }

    @JsonValue
    @Override
    public String toString() {
        return value.toString();
    }
}
