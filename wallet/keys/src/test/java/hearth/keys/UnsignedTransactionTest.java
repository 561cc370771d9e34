package hearth.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;

final class UnsignedTransactionTest {
    /// What is replaced is read from its bytes, so every field must come back as it was signed.
    @Test
    void readsBackWhatWasSigned() {
        var random = new Random(4);
        try (var key = EthereumKey.random(new SecureRandom())) {
            for (int i = 0; i < 200; i++) {
                var data = new byte[random.nextInt(300)];
                random.nextBytes(data);
                var tip = new BigInteger(random.nextInt(60), random);
                var tx =
                        new UnsignedTransaction(
                                1 + random.nextInt(1 << 20),
                                random.nextInt(300),
                                i % 5 == 0 ? Optional.empty() : Optional.of(key.address()),
                                new BigInteger(random.nextInt(256), random),
                                "0x" + HexFormat.of().formatHex(data),
                                BigInteger.valueOf(21_000 + random.nextInt(1_000_000)),
                                tip,
                                tip.add(new BigInteger(random.nextInt(60), random)));
                assertThat(UnsignedTransaction.of(key.sign(tx).raw())).isEqualTo(tx);
            }
        }
    }

    @Test
    void readsNoOtherKindOfTransaction() {
        for (String raw : List.of("0x", "0x02", "0xf86c", "0x01f8", "0x02c0")) {
            assertThatThrownBy(() -> UnsignedTransaction.of(raw))
                    .as(raw)
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
