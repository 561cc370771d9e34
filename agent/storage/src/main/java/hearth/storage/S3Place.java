package hearth.storage;

import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Where blobs lie in an S3-compatible store.
///
/// @param prefix of every name in the bucket, empty or ending with `/`
/// @param endpoint of a store that is not AWS, such as `https://<account>.r2.cloudflarestorage.com`
/// @param outside the same store as devices reach it, if that is another address
/// @param region such as `eu-central-1`; `auto` for R2
/// @param cacheBytes that copies on this machine may take, about
public record S3Place(
        String bucket,
        String prefix,
        Optional<URI> endpoint,
        Optional<URI> outside,
        String region,
        long cacheBytes) {
    private static final String SCHEME = "s3";
    private static final Set<String> HERE = Set.of("127.0.0.1", "localhost", "[::1]");
    private static final long USUAL_CACHE_GIB = 20;
    private static final String USUAL_REGION = "us-east-1";

    public S3Place {
        if (!bucket.matches("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")) {
            throw new IllegalArgumentException("not a bucket");
        }
        if (!prefix.matches("([A-Za-z0-9_-][A-Za-z0-9._-]*/)*")) {
            throw new IllegalArgumentException("not a prefix");
        }
        if (!region.matches("[a-z0-9-]{1,64}")) {
            throw new IllegalArgumentException("not a region");
        }
    }

    /// The same for this process and for devices.
    public S3Place(
            String bucket, String prefix, Optional<URI> endpoint, String region, long cacheBytes) {
        this(bucket, prefix, endpoint, Optional.empty(), region, cacheBytes);
    }

    /// Reads `s3://bucket/prefix?endpoint=URL&outside=URL&region=NAME&cacheGib=N`, of which the
    /// bucket must be there. Whatever else it has, such as a key, is refused.
    ///
    /// @throws IllegalArgumentException with a word for what is wrong
    public static S3Place of(String address) {
        URI uri;
        try {
            uri = new URI(address);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("not an address", e);
        }
        if (!SCHEME.equals(uri.getScheme()) || uri.getRawAuthority() == null) {
            throw new IllegalArgumentException("not s3://BUCKET");
        }
        var settings = settings(uri.getQuery());
        var endpoint = Optional.ofNullable(settings.remove("endpoint")).map(S3Place::server);
        var outside = Optional.ofNullable(settings.remove("outside")).map(S3Place::server);
        var region = Optional.ofNullable(settings.remove("region")).orElse(USUAL_REGION);
        var cache = Optional.ofNullable(settings.remove("cacheGib")).map(S3Place::gibibytes);
        if (!settings.isEmpty()) {
            throw new IllegalArgumentException("unknown setting");
        }
        var prefix = uri.getPath().replaceFirst("^/", "").replaceFirst("(?<=[^/])$", "/");
        return new S3Place(
                uri.getRawAuthority(),
                prefix,
                endpoint,
                outside,
                region,
                cache.orElse(USUAL_CACHE_GIB) << 30);
    }

    private static Map<String, String> settings(@Nullable String query) {
        var settings = new HashMap<String, String>();
        for (var setting : query == null ? new String[0] : query.split("&", -1)) {
            int equals = setting.indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException("not a setting");
            }
            var before = settings.put(setting.substring(0, equals), setting.substring(equals + 1));
            if (before != null) {
                throw new IllegalArgumentException("a setting twice");
            }
        }
        return settings;
    }

    private static URI server(String address) {
        var uri = URI.create(address);
        boolean web = "https".equals(uri.getScheme()) || "http".equals(uri.getScheme());
        if (!web || uri.getHost() == null || uri.getRawUserInfo() != null) {
            throw new IllegalArgumentException("not an endpoint");
        }
        return uri;
    }

    private static long gibibytes(String number) {
        if (!number.matches("[1-9][0-9]{0,5}")) {
            throw new IllegalArgumentException("not a size");
        }
        return Long.parseLong(number);
    }

    /// Where devices reach the store.
    Optional<URI> seenFromOutside() {
        return outside.or(() -> endpoint);
    }

    /// Whether devices can: they go nowhere without TLS but on their own computer.
    boolean isOpenToDevices() {
        return seenFromOutside()
                .map(e -> e.getScheme().equals("https") || HERE.contains(e.getHost()))
                .orElse(true);
    }

    /// Without secrets, since there are none.
    @Override
    public String toString() {
        var at = endpoint.map(e -> " at " + e).orElse("");
        return "s3://" + bucket + "/" + prefix + at;
    }
}
