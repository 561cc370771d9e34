package hearth.keys;

import hearth.protocol.Json;
import hearth.protocol.MerkleTree;

import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.generators.PKCS5S2ParametersGenerator;
import org.bouncycastle.crypto.generators.SCrypt;
import org.bouncycastle.crypto.modes.SICBlockCipher;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithIV;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

/// One private key in the form that other Ethereum wallets read and write (Web3 Secret Storage,
/// version 3). For moving in and out only: our own file is sealed better.
public final class KeyFileV3 {
    private static final int MAX_BYTES = 1 << 16;
    private static final int EXPORT_N = 1 << 18;
    private static final int SCRYPT_R = 8;

    /// What every role's heap has room for, and what other wallets write at most (N = 2^18).
    private static final long MAX_SCRYPT_BYTES = 1L << 28;

    private static final int MIN_N = 1 << 12;
    private static final int MAX_N = 1 << 20;
    private static final int MAX_P = 8;
    private static final int MAX_ROUNDS = 10_000_000;
    private static final int HALF = 16;

    private KeyFileV3() {}

    /// Opens a file; hostile costs are refused before any work.
    public static V3Reading read(byte[] file, Secret password) {
        if (file.length > MAX_BYTES) {
            return new V3Reading.NotAccepted();
        }
        try {
            return open(Json.mapper().readTree(file), password);
        } catch (JacksonException | IllegalArgumentException malformed) {
            return new V3Reading.NotAccepted();
        }
    }

    private static V3Reading open(JsonNode file, Secret password) {
        var crypto = file.has("crypto") ? file.path("crypto") : file.path("Crypto");
        check(file.path("version").asInt(0) == 3);
        check(crypto.path("cipher").asString("").equals("aes-128-ctr"));
        byte[] cipherText = bytes(crypto.path("ciphertext"));
        byte[] iv = bytes(crypto.path("cipherparams").path("iv"));
        byte[] mac = bytes(crypto.path("mac"));
        check(cipherText.length == EthereumKey.KEY_BYTES && iv.length == HALF);
        try (Secret derived = derive(crypto, password)) {
            if (!MessageDigest.isEqual(mac(derived, cipherText), mac)) {
                return new V3Reading.WrongPassword();
            }
            try (Secret key = Secret.taking(cipher(derived, iv, cipherText))) {
                return new V3Reading.Opened(EthereumKey.of(key));
            }
        }
    }

    private static Secret derive(JsonNode crypto, Secret password) {
        var params = crypto.path("kdfparams");
        byte[] salt = bytes(params.path("salt"));
        check(params.path("dklen").asInt(0) == EthereumKey.KEY_BYTES);
        return switch (crypto.path("kdf").asString("")) {
            case "scrypt" -> {
                int n = params.path("n").asInt(0);
                int r = params.path("r").asInt(0);
                int p = params.path("p").asInt(0);
                check(n >= MIN_N && n <= MAX_N && Integer.bitCount(n) == 1);
                check(r >= 1 && r <= SCRYPT_R && p >= 1 && p <= MAX_P);
                check(128L * r * n <= MAX_SCRYPT_BYTES);
                yield scrypt(password, salt, n, r, p);
            }
            case "pbkdf2" -> {
                int rounds = params.path("c").asInt(0);
                check(params.path("prf").asString("").equals("hmac-sha256"));
                check(rounds >= 1 && rounds <= MAX_ROUNDS);
                yield pbkdf2(password, salt, rounds);
            }
            default -> throw new IllegalArgumentException("unknown key derivation");
        };
    }

    /// The key in a file that other wallets open with this password (scrypt, N = 2^18).
    public static byte[] write(EthereumKey key, Secret password, SecureRandom random) {
        var salt = new byte[EthereumKey.KEY_BYTES];
        var iv = new byte[HALF];
        random.nextBytes(salt);
        random.nextBytes(iv);
        var hex = HexFormat.of();
        try (Secret derived = scrypt(password, salt, EXPORT_N, SCRYPT_R, 1);
                Secret secret = key.secret()) {
            byte[] cipherText = secret.with(s -> cipher(derived, iv, s));
            var crypto =
                    Map.of(
                            "cipher", "aes-128-ctr",
                            "cipherparams", Map.of("iv", hex.formatHex(iv)),
                            "ciphertext", hex.formatHex(cipherText),
                            "kdf", "scrypt",
                            "kdfparams",
                                    Map.of(
                                            "dklen",
                                            EthereumKey.KEY_BYTES,
                                            "n",
                                            EXPORT_N,
                                            "p",
                                            1,
                                            "r",
                                            SCRYPT_R,
                                            "salt",
                                            hex.formatHex(salt)),
                            "mac", hex.formatHex(mac(derived, cipherText)));
            var address = key.address().value().substring(2).toLowerCase(Locale.ROOT);
            return Json.pretty(
                            Map.of(
                                    "address",
                                    address,
                                    "crypto",
                                    crypto,
                                    "id",
                                    UUID.randomUUID().toString(),
                                    "version",
                                    3))
                    .getBytes(StandardCharsets.UTF_8);
        }
    }

    private static Secret scrypt(Secret password, byte[] salt, int n, int r, int p) {
        return Secret.taking(
                password.with(w -> SCrypt.generate(w, salt, n, r, p, EthereumKey.KEY_BYTES)));
    }

    private static Secret pbkdf2(Secret password, byte[] salt, int rounds) {
        var generator = new PKCS5S2ParametersGenerator(new SHA256Digest());
        return password.with(
                w -> {
                    generator.init(w, salt, rounds);
                    var key =
                            (KeyParameter)
                                    generator.generateDerivedMacParameters(
                                            EthereumKey.KEY_BYTES * Byte.SIZE);
                    return Secret.taking(key.getKey());
                });
    }

    private static byte[] mac(Secret derived, byte[] cipherText) {
        return derived.with(
                d ->
                        MerkleTree.keccak256(
                                Arrays.copyOfRange(d, HALF, EthereumKey.KEY_BYTES), cipherText));
    }

    /// AES-128 in counter mode: the same step in both directions.
    private static byte[] cipher(Secret derived, byte[] iv, byte[] input) {
        var counter = SICBlockCipher.newInstance(AESEngine.newInstance());
        derived.with(
                d -> {
                    counter.init(true, new ParametersWithIV(new KeyParameter(d, 0, HALF), iv));
                    return d.length;
                });
        var output = new byte[input.length];
        counter.processBytes(input, 0, input.length, output, 0);
        return output;
    }

    private static byte[] bytes(JsonNode hex) {
        return HexFormat.of().parseHex(hex.asString("").toLowerCase(Locale.ROOT));
    }

    private static void check(boolean holds) {
        if (!holds) {
            throw new IllegalArgumentException("not a key file that we accept");
        }
    }
}
