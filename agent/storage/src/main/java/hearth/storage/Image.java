package hearth.storage;

/// All that is in a database in memory, for others that begin with it.
public final class Image {
    private final byte[] bytes;

    Image(byte[] bytes) {
        this.bytes = bytes;
    }

    byte[] bytes() {
        return bytes;
    }
}
