package hearth.testing;

import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.TransientNio2BlobStore;

import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

import java.net.URI;
import java.util.concurrent.atomic.AtomicInteger;

/// An S3 server in this process (S3Proxy) that keeps its objects in memory, checks every signature,
/// and knows one user.
public final class S3Server implements AutoCloseable {
    public static final String REGION = "us-east-1";
    private static final String KEY_ID = "hearth-test";
    private static final String SECRET_KEY = "only-known-in-tests";
    private static final AtomicInteger BUCKETS = new AtomicInteger();

    private final S3Proxy server;
    private final S3Client client;

    private static final class Shared {
        static final S3Server ONE = new S3Server();
    }

    /// The one that all tests of this process share; it ends with the process.
    public static S3Server shared() {
        return Shared.ONE;
    }

    /// Leaves name and key where the AWS SDK looks for them.
    private S3Server() {
        System.setProperty("aws.accessKeyId", KEY_ID);
        System.setProperty("aws.secretAccessKey", SECRET_KEY);
        server =
                S3Proxy.builder()
                        .blobStore(new TransientNio2BlobStore())
                        .awsAuthentication(AuthenticationType.AWS_V4, KEY_ID, SECRET_KEY)
                        .endpoint(URI.create("http://127.0.0.1:0"))
                        .build();
        start(server);
        client =
                S3Client.builder()
                        .httpClientBuilder(UrlConnectionHttpClient.builder())
                        .region(Region.of(REGION))
                        .forcePathStyle(true)
                        .endpointOverride(endpoint())
                        .credentialsProvider(
                                StaticCredentialsProvider.create(
                                        AwsBasicCredentials.create(KEY_ID, SECRET_KEY)))
                        .build();
    }

    private static void start(S3Proxy server) {
        try {
            server.start();
        } catch (Exception e) {
            throw new IllegalStateException("the S3 server does not start", e);
        }
    }

    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getPort());
    }

    /// Makes an empty bucket.
    ///
    /// @return its name
    public String bucket() {
        var name = "bucket-" + BUCKETS.incrementAndGet();
        var made = client.createBucket(r -> r.bucket(name));
        assert made.sdkHttpResponse().isSuccessful();
        return name;
    }

    /// For what only tests do.
    public S3Client client() {
        return client;
    }

    @Override
    public void close() {
        client.close();
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException("the S3 server does not stop", e);
        }
    }
}
