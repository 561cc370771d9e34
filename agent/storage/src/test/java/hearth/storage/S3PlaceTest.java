package hearth.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.URI;
import java.util.Optional;

final class S3PlaceTest {
    @Test
    void needsNoMoreThanABucket() {
        assertThat(S3Place.of("s3://hearth-blobs"))
                .isEqualTo(
                        new S3Place("hearth-blobs", "", Optional.empty(), "us-east-1", 20L << 30));
    }

    @Test
    void takesPrefixEndpointRegionAndCache() {
        assertThat(
                        S3Place.of(
                                "s3://blobs/net/one?endpoint=http://10.0.0.7:9000&region=auto"
                                        + "&outside=https://r2.example&cacheGib=3"))
                .isEqualTo(
                        new S3Place(
                                "blobs",
                                "net/one/",
                                Optional.of(URI.create("http://10.0.0.7:9000")),
                                Optional.of(URI.create("https://r2.example")),
                                "auto",
                                3L << 30));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "blobs",
                "https://blobs",
                "s3:///prefix",
                "s3://key:secret@blobs",
                "s3://Blobs",
                "s3://blobs/../other",
                "s3://blobs?secretKey=x",
                "s3://blobs?region",
                "s3://blobs?region=a&region=b",
                "s3://blobs?endpoint=ftp://there",
                "s3://blobs?endpoint=http://name:key@there",
                "s3://blobs?cacheGib=0"
            })
    void refusesWhatIsNotAPlaceOrHasAKey(String address) {
        assertThatIllegalArgumentException().isThrownBy(() -> S3Place.of(address));
    }
}
