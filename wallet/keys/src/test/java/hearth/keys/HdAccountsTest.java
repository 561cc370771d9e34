package hearth.keys;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.protocol.Sha256;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.HexFormat;

final class HdAccountsTest {
    private static final String BASE58 =
            "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

    /// Test vectors 1 and 4 of BIP-32; the fourth keeps leading zeros.
    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
                    000102030405060708090a0b0c0d0e0f, m, xprv9s21ZrQH143K3QTDL4LXw2F7HEK3wJUD2nW2nRk4stbPy6cq3jPPqjiChkVvvNKmPGJxWUtg6LnF5kejMRNNU3TGtRBeJgk33yuGBxrMPHi
                    000102030405060708090a0b0c0d0e0f, m/0', xprv9uHRZZhk6KAJC1avXpDAp4MDc3sQKNxDiPvvkX8Br5ngLNv1TxvUxt4cV1rGL5hj6KCesnDYUhd7oWgT11eZG7XnxHrnYeSvkzY7d2bhkJ7
                    000102030405060708090a0b0c0d0e0f, m/0'/1, xprv9wTYmMFdV23N2TdNG573QoEsfRrWKQgWeibmLntzniatZvR9BmLnvSxqu53Kw1UmYPxLgboyZQaXwTCg8MSY3H2EU4pWcQDnRnrVA1xe8fs
                    000102030405060708090a0b0c0d0e0f, m/0'/1/2'/2/1000000000, xprvA41z7zogVVwxVSgdKUHDy1SKmdb533PjDz7J6N6mV6uS3ze1ai8FHa8kmHScGpWmj4WggLyQjgPie1rFSruoUihUZREPSL39UNdE3BBDu76
                    3ddd5602285899a946114506157c7997e5444528f3003f6134712147db19b678, m, xprv9s21ZrQH143K48vGoLGRPxgo2JNkJ3J3fqkirQC2zVdk5Dgd5w14S7fRDyHH4dWNHUgkvsvNDCkvAwcSHNAQwhwgNMgZhLtQC63zxwhQmRv
                    3ddd5602285899a946114506157c7997e5444528f3003f6134712147db19b678, m/0', xprv9vB7xEWwNp9kh1wQRfCCQMnZUEG21LpbR9NPCNN1dwhiZkjjeGRnaALmPXCX7SgjFTiCTT6bXes17boXtjq3xLpcDjzEuGLQBM5ohqkao9G
                    3ddd5602285899a946114506157c7997e5444528f3003f6134712147db19b678, m/0'/1', xprv9xJocDuwtYCMNAo3Zw76WENQeAS6WGXQ55RCy7tDJ8oALr4FWkuVoHJeHVAcAqiZLE7Je3vZJHxspZdFHfnBEjHqU5hG1Jaj32dVoS6XLT1
                    """)
    void derivesThePublishedKeys(String seed, String path, String xprv) {
        HdNode node = HdNode.master(HexFormat.of().parseHex(seed));
        for (String step : path.split("/", -1)) {
            if (!step.equals("m")) {
                int index = Integer.parseInt(step.replace("'", ""));
                node = node.child(step.endsWith("'") ? index | HdNode.HARDENED : index);
            }
        }
        byte[] serialized = base58(xprv);
        assertThat(node.chainCode()).isEqualTo(Arrays.copyOfRange(serialized, 13, 45));
        assertThat(node.key()).isEqualTo(Arrays.copyOfRange(serialized, 46, 78));
    }

    /// The accounts that every Ethereum development tool derives from this phrase.
    @Test
    void derivesTheAccountsThatOtherWalletsDerive() {
        var phrase =
                RecoveryPhraseTest.valid(
                        RecoveryPhrase.read(RecoveryPhraseTest.text("test ".repeat(11) + "junk")));
        var none = RecoveryPhraseTest.text("");
        assertThat(HdAccounts.derive(phrase, none, 0).address())
                .isEqualTo(new Address("0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266"));
        assertThat(HdAccounts.derive(phrase, none, 1).address())
                .isEqualTo(new Address("0x70997970C51812dc3A010C7d01b50e0d17dc79C8"));
        assertThat(HdAccounts.derive(phrase, none, 2).address())
                .isEqualTo(new Address("0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC"));
        assertThat(RecoveryPhraseTest.hex(HdAccounts.derive(phrase, none, 0).secret()))
                .isEqualTo("ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80");
    }

    private static byte[] base58(String text) {
        var number = BigInteger.ZERO;
        for (int i = 0; i < text.length(); i++) {
            number =
                    number.multiply(BigInteger.valueOf(58))
                            .add(BigInteger.valueOf(BASE58.indexOf(text.charAt(i))));
        }
        byte[] bytes = number.toByteArray();
        byte[] body = Arrays.copyOf(bytes, bytes.length - 4);
        byte[] once = Sha256.digest().digest(body);
        assertThat(Arrays.copyOf(Sha256.digest().digest(once), 4))
                .as("checksum of the vector itself")
                .isEqualTo(Arrays.copyOfRange(bytes, bytes.length - 4, bytes.length));
        return body;
    }
}
