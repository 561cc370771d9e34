package hearth.app.update.trust;

import hearth.protocol.Sha256;

/// One archive of a version, for one kind of computer and one channel.
///
/// @param name of the file, such as `hearth-1.2.0-linux-x86_64.tar.gz`
/// @param length of the file in bytes
/// @param unpackedBytes that its files have together, at most
/// @param platform as [Platform] writes it
/// @param rolloutPercent how many of a hundred computers may have it yet
public record Release(
        String name,
        long length,
        Sha256 sha256,
        long unpackedBytes,
        Version version,
        String platform,
        Channel channel,
        int rolloutPercent) {
    private static final long MOST_BYTES = 4L << 30;
    private static final int EVERYBODY = 100;

    public Release {
        boolean sound =
                name.matches("[a-z0-9][a-z0-9._-]{0,99}")
                        && length >= 1
                        && length <= MOST_BYTES
                        && unpackedBytes >= 1
                        && unpackedBytes <= MOST_BYTES
                        && platform.matches("[a-z0-9_-]{1,40}")
                        && rolloutPercent >= 0
                        && rolloutPercent <= EVERYBODY;
        if (!sound) {
            throw new IllegalArgumentException("not a release");
        }
    }

    /// Where the file lies in a repository: its name changes with its content.
    public String path() {
        return "targets/" + sha256.hex() + "." + name;
    }

    /// Whether a computer has its turn.
    ///
    /// @param draw random number of the computer, which never leaves it
    public boolean isFor(long draw) {
        var mixed = Sha256.of(draw + "/" + version).bytes();
        int bucket = (((mixed[0] & 0xff) << 8) | (mixed[1] & 0xff)) % EVERYBODY;
        return bucket < rolloutPercent;
    }
}
