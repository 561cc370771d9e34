package hearth.storage;

import hearth.protocol.Sha256;
import hearth.protocol.Wei;

import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;

/// The current row of a query, read by column name. Valid only inside the reading function.
public final class Row {
    private final ResultSet rows;

    Row(ResultSet rows) {
        this.rows = rows;
    }

    public String text(String column) {
        return optionalText(column)
                .orElseThrow(() -> new IllegalStateException(column + " is unexpectedly null"));
    }

    public Optional<String> optionalText(String column) {
        try {
            return Optional.ofNullable(rows.getString(column));
        } catch (SQLException e) {
            throw new StorageException("cannot read column " + column, e);
        }
    }

    public long number(String column) {
        return optionalNumber(column)
                .orElseThrow(() -> new IllegalStateException(column + " is unexpectedly null"));
    }

    public int integer(String column) {
        return Math.toIntExact(number(column));
    }

    public Optional<Long> optionalNumber(String column) {
        try {
            long value = rows.getLong(column);
            return rows.wasNull() ? Optional.empty() : Optional.of(value);
        } catch (SQLException e) {
            throw new StorageException("cannot read column " + column, e);
        }
    }

    /// A column of bytes.
    public byte[] bytes(String column) {
        try {
            var bytes = rows.getBytes(column);
            if (bytes == null) {
                throw new IllegalStateException(column + " is unexpectedly null");
            }
            return bytes;
        } catch (SQLException e) {
            throw new StorageException("cannot read column " + column, e);
        }
    }

    /// A real column.
    public double real(String column) {
        try {
            return rows.getDouble(column);
        } catch (SQLException e) {
            throw new StorageException("cannot read column " + column, e);
        }
    }

    public OptionalDouble optionalReal(String column) {
        try {
            double value = rows.getDouble(column);
            return rows.wasNull() ? OptionalDouble.empty() : OptionalDouble.of(value);
        } catch (SQLException e) {
            throw new StorageException("cannot read column " + column, e);
        }
    }

    public Instant instant(String column) {
        return Instant.ofEpochMilli(number(column));
    }

    public Optional<Instant> optionalInstant(String column) {
        return optionalNumber(column).map(Instant::ofEpochMilli);
    }

    public Wei wei(String column) {
        return Wei.of(text(column));
    }

    public Sha256 hash(String column) {
        return new Sha256(text(column));
    }

    public Optional<Sha256> optionalHash(String column) {
        return optionalText(column).map(Sha256::new);
    }

    public Optional<BigDecimal> optionalDecimal(String column) {
        return optionalText(column).map(BigDecimal::new);
    }
}
