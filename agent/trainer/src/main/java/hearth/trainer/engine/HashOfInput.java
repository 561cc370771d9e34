package hearth.trainer.engine;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// The program of [LargeFileHash]: answers with the SHA-256 of its standard input. Needs nothing
/// but Java itself, so its class path is wherever this class lies.
final class HashOfInput {
    private static final int BUFFER = 1 << 16;

    private HashOfInput() {}

    public static void main(String[] arguments) throws IOException, NoSuchAlgorithmException {
        var digest = MessageDigest.getInstance("SHA-256");
        var buffer = new byte[BUFFER];
        for (int n = System.in.read(buffer); n >= 0; n = System.in.read(buffer)) {
            digest.update(buffer, 0, n);
        }
        var hex = HexFormat.of().formatHex(digest.digest());
        try (var out = new FileOutputStream(FileDescriptor.out)) {
            out.write(hex.getBytes(StandardCharsets.US_ASCII));
        }
    }
}
