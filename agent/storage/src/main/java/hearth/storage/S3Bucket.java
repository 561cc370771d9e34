package hearth.storage;

import hearth.protocol.DirectTransfer;
import hearth.protocol.Sha256;
import hearth.storage.StoreUnavailableException.Reason;

import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

import javax.net.ssl.SSLException;

/// The bucket of an [S3Place] as the AWS SDK speaks to it: its clients, and what its failures mean.
/// Safe for use by many threads.
final class S3Bucket implements AutoCloseable {
    private static final int NOT_FOUND = 404;
    private static final Duration ADDRESS_LASTS = Duration.ofMinutes(15);

    private final S3Place place;
    private final S3Client s3;
    private final S3Presigner presigner;

    S3Bucket(S3Place place) {
        this.place = place;
        var client =
                S3Client.builder()
                        .httpClientBuilder(UrlConnectionHttpClient.builder())
                        .region(Region.of(place.region()))
                        .forcePathStyle(place.endpoint().isPresent())
                        // What is not AWS does not know the newer checksums; names are hashes here.
                        .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                        .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED);
        var signer =
                S3Presigner.builder()
                        .region(Region.of(place.region()))
                        .serviceConfiguration(
                                S3Configuration.builder()
                                        .pathStyleAccessEnabled(place.seenFromOutside().isPresent())
                                        .build());
        place.endpoint().ifPresent(client::endpointOverride);
        place.seenFromOutside().ifPresent(signer::endpointOverride);
        this.s3 = client.build();
        this.presigner = signer.build();
    }

    /// @throws StoreUnavailableException if it is not there, or is not for this process
    static S3Bucket open(S3Place place) {
        var bucket = new S3Bucket(place);
        try {
            var listed = bucket.s3.listObjectsV2(r -> r.bucket(place.bucket()).maxKeys(1));
            assert listed.sdkHttpResponse().isSuccessful();
            return bucket;
        } catch (SdkException e) {
            bucket.close();
            throw new StoreUnavailableException(reason(e), place.toString(), e);
        }
    }

    static Reason reason(SdkException failure) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t instanceof SSLException) {
                return Reason.NO_TLS;
            }
            if (t instanceof IOException) {
                return Reason.NO_ANSWER;
            }
        }
        if (failure instanceof S3Exception answered) {
            return answered.statusCode() == NOT_FOUND ? Reason.NOT_THERE : Reason.REFUSED;
        }
        return Reason.NO_LOGIN;
    }

    S3Client s3() {
        return s3;
    }

    interface Asking<T> {
        T ask() throws IOException;
    }

    static <T> T asked(String what, Asking<T> asking) {
        try {
            return asking.ask();
        } catch (SdkException | IOException e) {
            throw new StorageException(what, e);
        }
    }

    Optional<HeadObjectResponse> head(String key) {
        return asked(
                "cannot look for a blob",
                () -> {
                    try {
                        return Optional.of(s3.headObject(r -> r.bucket(place.bucket()).key(key)));
                    } catch (S3Exception e) {
                        if (e.statusCode() == NOT_FOUND) {
                            return Optional.empty();
                        }
                        throw e;
                    }
                });
    }

    void delete(String key) {
        var gone =
                asked(
                        "cannot remove a blob",
                        () -> s3.deleteObject(r -> r.bucket(place.bucket()).key(key)));
        assert gone.sdkHttpResponse().isSuccessful();
    }

    /// @return empty if no device could use it
    Optional<URI> readAt(String key) {
        if (!place.isOpenToDevices()) {
            return Optional.empty();
        }
        var signed =
                presigner.presignGetObject(
                        p ->
                                p.signatureDuration(ADDRESS_LASTS)
                                        .getObjectRequest(r -> r.bucket(place.bucket()).key(key)));
        return Optional.of(URI.create(signed.url().toString()));
    }

    /// Length and hash are part of what is signed, so the store takes nothing else.
    ///
    /// @return empty if no device could use it
    Optional<URI> writeAt(String key, Sha256 content, long length) {
        if (!place.isOpenToDevices()) {
            return Optional.empty();
        }
        var signed =
                presigner.presignPutObject(
                        p ->
                                p.signatureDuration(ADDRESS_LASTS)
                                        .putObjectRequest(
                                                r ->
                                                        r.bucket(place.bucket())
                                                                .key(key)
                                                                .contentLength(length)
                                                                .checksumSHA256(
                                                                        DirectTransfer.checksum(
                                                                                content))));
        return Optional.of(URI.create(signed.url().toString()));
    }

    @Override
    public void close() {
        s3.close();
        presigner.close();
    }
}
