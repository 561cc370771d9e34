package hearth.keys;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.security.SecureRandom;
import java.util.HashSet;
import java.util.HexFormat;

final class RecoveryPhraseTest {
    /// Vectors of the reference implementation (trezor/python-mnemonic, vectors.json), pass phrase
    /// TREZOR.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    00000000000000000000000000000000|abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about|c55257c360c07c72029aebc1b53c05ed0362ada38ead3e3e9efa3708e53495531f09a6987599d18264c1e1c92f2cf141630c7a3c4ab7c81b2f001698e7463b04
                    7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f|legal winner thank year wave sausage worth useful legal winner thank yellow|2e8905819b8723fe2c1d161860e5ee1830318dbf49a83bd451cfb8440c28bd6fa457fe1296106559a3c80937a1c1069be3a3a5bd381ee6260e8d9739fce1f607
                    80808080808080808080808080808080|letter advice cage absurd amount doctor acoustic avoid letter advice cage above|d71de856f81a8acc65e6fc851a38d4d7ec216fd0796d0a6827a3ad6ed5511a30fa280f12eb2e47ed2ac03b5c462a0358d18d69fe4f985ec81778c1b370b652a8
                    ffffffffffffffffffffffffffffffff|zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo wrong|ac27495480225222079d7be181583751e86f571027b0497b5b5d11218e0a8a13332572917f0f8e5a589620c6f15b11c61dee327651a14c34e18231052e48c069
                    0000000000000000000000000000000000000000000000000000000000000000|abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon art|bda85446c68413707090a52022edd26a1c9462295029f2e60cd7c4f2bbd3097170af7a4d73245cafa9c3cca8d561a7c3de6f5d4a10be8ed2a5e608d68f92fcc8
                    """)
    void agreesWithThePublishedVectors(String entropy, String words, String seed) {
        var phrase = RecoveryPhrase.ofEntropy(Secret.taking(HexFormat.of().parseHex(entropy)));
        assertThat(String.join(" ", phrase.words())).isEqualTo(words);
        assertThat(hex(phrase.seed(text("TREZOR")))).isEqualTo(seed);
        var read = valid(RecoveryPhrase.read(text(words)));
        assertThat(hex(read.entropy())).isEqualTo(entropy);
    }

    @Test
    void readsAnyCaseWhiteSpaceAndLetterForm() {
        String odd =
                "  Legal\twinner THANK year\u00a0wave sausage\n worth useful legal winner \uff54hank yellow ";
        // A no-break space and a full-width letter become plain ones by NFKD.
        assertThat(valid(RecoveryPhrase.read(text(odd))).words().getLast()).isEqualTo("yellow");
    }

    @Test
    void namesTheFirstUnknownWord() {
        assertThat(RecoveryPhrase.read(text("legal winner thank yeah wave")))
                .isEqualTo(new PhraseReading.UnknownWord(3));
    }

    @Test
    void refusesSwappedWordsAndWrongLengths() {
        assertThat(
                        RecoveryPhrase.read(
                                text(
                                        "winner legal thank year wave sausage worth useful legal"
                                                + " winner thank yellow")))
                .isEqualTo(new PhraseReading.WrongChecksum());
        assertThat(RecoveryPhrase.read(text("legal winner thank")))
                .isEqualTo(new PhraseReading.WrongLength(3));
        assertThat(RecoveryPhrase.read(text(""))).isEqualTo(new PhraseReading.WrongLength(0));
    }

    @Test
    void extraWordIsNormalised() {
        var phrase = RecoveryPhrase.ofEntropy(Secret.taking(new byte[16]));
        assertThat(hex(phrase.seed(text("p\u00e4ss"))))
                .isEqualTo(hex(phrase.seed(text("pa\u0308ss"))));
    }

    @Test
    void generatesDifferentPhrasesThatReadBack() {
        var random = new SecureRandom();
        var seen = new HashSet<String>();
        for (int i = 0; i < 50; i++) {
            var phrase = RecoveryPhrase.generate(i % 2 == 0 ? 12 : 24, random);
            String words = String.join(" ", phrase.words());
            assertThat(seen.add(words)).isTrue();
            assertThat(valid(RecoveryPhrase.read(text(words))).words()).isEqualTo(phrase.words());
        }
    }

    static RecoveryPhrase valid(PhraseReading reading) {
        assertThat(reading).isInstanceOf(PhraseReading.Valid.class);
        return ((PhraseReading.Valid) reading).phrase();
    }

    static Secret text(String text) {
        return Secret.ofText(text.toCharArray());
    }

    static String hex(Secret secret) {
        return secret.with(HexFormat.of()::formatHex);
    }
}
