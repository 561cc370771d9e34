package hearth.storage;

import java.net.URI;
import java.util.Optional;

/// Where blobs lie in an S3-compatible store.
///
/// @param prefix of every name in the bucket, empty or ending with `/`
/// @param endpoint of a store that is not AWS, such as `https://<account>.r2.cloudflarestorage.com`
/// @param region such as `eu-central-1`; `auto` for R2
/// @param cacheBytes that copies on this machine may take, about
public record S3Place(
        String bucket, String prefix, Optional<URI> endpoint, String region, long cacheBytes) {
    public S3Place {
        if (!bucket.matches("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")) {
            throw new IllegalArgumentException("not a bucket");
        }
        if (!prefix.matches("([A-Za-z0-9._-]+/)*")) {
            throw new IllegalArgumentException("not a prefix");
        }
    }
}
