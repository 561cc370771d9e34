package hearth.keys;

import hearth.protocol.Sha256;

import org.bouncycastle.crypto.digests.SHA512Digest;
import org.bouncycastle.crypto.generators.PKCS5S2ParametersGenerator;
import org.bouncycastle.crypto.params.KeyParameter;
import org.web3j.crypto.MnemonicUtils;

import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// The words from which every account of a wallet can be made again (BIP-39, English list). Whoever
/// reads them owns the money. Holds the entropy and is wiped on close.
public final class RecoveryPhrase implements AutoCloseable {
    private static final List<String> WORDS = List.copyOf(MnemonicUtils.getWords());
    private static final Map<String, Integer> INDEX =
            IntStream.range(0, WORDS.size())
                    .boxed()
                    .collect(Collectors.toUnmodifiableMap(WORDS::get, i -> i));
    private static final int BITS_PER_WORD = 11;
    private static final int WORDS_PER_4_BYTES = 3;
    private static final int SEED_ROUNDS = 2048;
    private static final int SEED_BITS = 512;

    private final Secret entropy;

    private RecoveryPhrase(Secret entropy) {
        this.entropy = entropy;
    }

    /// A new phrase from the operating system's random numbers.
    ///
    /// @param words 12 or 24
    public static RecoveryPhrase generate(int words, SecureRandom random) {
        if (words != 12 && words != 24) {
            throw new IllegalArgumentException("a new phrase has 12 or 24 words");
        }
        return new RecoveryPhrase(Secret.random(words / WORDS_PER_4_BYTES * 4, random));
    }

    /// @param entropy 16, 20, 24, 28 or 32 bytes; copied
    static RecoveryPhrase ofEntropy(Secret entropy) {
        if (entropy.length() < 16 || entropy.length() > 32 || entropy.length() % 4 != 0) {
            throw new IllegalArgumentException("not the entropy of a phrase");
        }
        return new RecoveryPhrase(Secret.taking(entropy.copy()));
    }

    /// Reads typed words: any case, any white space, any Unicode form of the letters.
    public static PhraseReading read(Secret text) {
        char[] typed = text.text();
        try {
            CharSequence view = CharBuffer.wrap(typed);
            // Only unusual input needs the copy, which is a String that nobody can wipe.
            CharSequence normal =
                    Normalizer.isNormalized(view, Normalizer.Form.NFKD)
                            ? view
                            : Normalizer.normalize(view, Normalizer.Form.NFKD);
            return readWords(normal);
        } finally {
            Arrays.fill(typed, '\0');
        }
    }

    private static PhraseReading readWords(CharSequence text) {
        var indices = new ArrayList<Integer>();
        var word = new StringBuilder();
        for (int i = 0; i <= text.length(); i++) {
            char c = i < text.length() ? text.charAt(i) : ' ';
            if (!Character.isWhitespace(c)) {
                word.append(Character.toLowerCase(c));
            } else if (!word.isEmpty()) {
                Integer index = INDEX.get(word.toString());
                if (index == null) {
                    return new PhraseReading.UnknownWord(indices.size());
                }
                indices.add(index);
                word.setLength(0);
            }
        }
        int count = indices.size();
        if (count < 12 || count > 24 || count % WORDS_PER_4_BYTES != 0) {
            return new PhraseReading.WrongLength(count);
        }
        return fromIndices(indices);
    }

    private static PhraseReading fromIndices(List<Integer> indices) {
        int entropyBytes = indices.size() / WORDS_PER_4_BYTES * 4;
        var bits = new byte[entropyBytes + 1];
        for (int i = 0; i < indices.size() * BITS_PER_WORD; i++) {
            int wordIndex = indices.get(i / BITS_PER_WORD);
            int bit = wordIndex >> (BITS_PER_WORD - 1 - i % BITS_PER_WORD) & 1;
            bits[i / 8] |= (byte) (bit << (7 - i % 8));
        }
        var phrase = ofEntropy(Secret.taking(Arrays.copyOf(bits, entropyBytes)));
        boolean right = phrase.entropy.with(e -> checksum(e)) == bits[entropyBytes];
        Arrays.fill(bits, (byte) 0);
        if (!right) {
            phrase.close();
            return new PhraseReading.WrongChecksum();
        }
        return new PhraseReading.Valid(phrase);
    }

    /// The first entropy/32 bits of the hash, in the high bits of one byte.
    private static byte checksum(byte[] entropy) {
        int bits = entropy.length / 4;
        return (byte) (Sha256.digest().digest(entropy)[0] & 0xff << (8 - bits));
    }

    /// The words in order. The strings are the list's own, so only their order is secret; drop the
    /// list after showing it.
    public List<String> words() {
        return entropy.with(
                e -> {
                    byte check = checksum(e);
                    int count = e.length / 4 * WORDS_PER_4_BYTES;
                    var words = new ArrayList<String>(count);
                    for (int w = 0; w < count; w++) {
                        int index = 0;
                        for (int i = w * BITS_PER_WORD; i < (w + 1) * BITS_PER_WORD; i++) {
                            int octet = i / 8 < e.length ? e[i / 8] : check;
                            index = (index << 1) | ((octet >> (7 - i % 8)) & 1);
                        }
                        words.add(WORDS.get(index));
                    }
                    return List.copyOf(words);
                });
    }

    /// The BIP-39 seed: PBKDF2-HMAC-SHA512, 2048 rounds, 64 bytes.
    ///
    /// @param passphrase the optional extra word, empty for none
    Secret seed(Secret passphrase) {
        byte[] sentence = String.join(" ", words()).getBytes(StandardCharsets.US_ASCII);
        char[] extra = passphrase.text();
        byte[] salt =
                ("mnemonic" + Normalizer.normalize(CharBuffer.wrap(extra), Normalizer.Form.NFKD))
                        .getBytes(StandardCharsets.UTF_8);
        try {
            var pbkdf2 = new PKCS5S2ParametersGenerator(new SHA512Digest());
            pbkdf2.init(sentence, salt, SEED_ROUNDS);
            var key = (KeyParameter) pbkdf2.generateDerivedMacParameters(SEED_BITS);
            return Secret.taking(key.getKey());
        } finally {
            Arrays.fill(sentence, (byte) 0);
            Arrays.fill(salt, (byte) 0);
            Arrays.fill(extra, '\0');
        }
    }

    /// The 16 to 32 random bytes behind the words, as a copy that the caller closes.
    Secret entropy() {
        return entropy.with(Secret::copyOf);
    }

    /// The first account that these words lead to, as every wallet derives it without a passphrase.
    public Address firstAddress() {
        try (Secret noPassphrase = Secret.copyOf(new byte[0]);
                EthereumKey key = HdAccounts.derive(this, noPassphrase, 0)) {
            return key.address();
        }
    }

    /// The list a word must come from, for completion while typing.
    public static List<String> wordList() {
        return WORDS;
    }

    @Override
    public void close() {
        entropy.close();
    }

    @Override
    public String toString() {
        return "RecoveryPhrase";
    }
}
