package hearth.coordinator;

import io.helidon.common.configurable.Resource;
import io.helidon.common.pki.Keys;
import io.helidon.common.tls.Tls;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The certificate that a coordinator shows, from two PEM files as certificate authorities hand
/// them out: the chain with the server's own certificate first, and its key without a passphrase.
/// A pair that has taken their place on the disk is shown from then on, without a restart.
public final class ServerCertificate {
    private static final System.Logger LOG = System.getLogger(ServerCertificate.class.getName());
    private static final String PROTOCOL = "TLSv1.3";
    private static final int PROOF_BYTES = 32;

    /// How a key of each kind signs, to see whether it fits its certificate.
    private static final Map<String, String> ALGORITHMS =
            Map.of("RSA", "SHA256withRSA", "EC", "SHA256withECDSA", "EdDSA", "EdDSA");

    private final Path chain;
    private final Path key;
    private Tls tls;
    private Written written;

    /// When the two files were last changed.
    private record Written(FileTime chain, FileTime key) {}

    /// Why a pair of files is not used.
    public enum Fault {
        /// One of them is not there, or may not be read.
        UNREADABLE,
        /// One of them is not what it should be: another format, or a passphrase is asked for.
        NOT_PEM,
        /// The key is not that of the first certificate.
        OTHER_KEY,
        /// The certificate's time is over, or has not begun.
        OUT_OF_TIME
    }

    /// Two files are no certificate that can be shown.
    public static final class UnusableException extends Exception {
        private static final long serialVersionUID = 1;
        private final Fault fault;

        UnusableException(Fault fault, @Nullable Throwable cause) {
            super(fault.name(), cause);
            this.fault = fault;
        }

        public Fault fault() {
            return fault;
        }
    }

    private ServerCertificate(Path chain, Path key, Tls tls, Written written) {
        this.chain = chain;
        this.key = key;
        this.tls = tls;
        this.written = written;
    }

    /// @param chain PEM, the server's own certificate first
    /// @param key PEM (PKCS#8, or PKCS#1 of RSA) without a passphrase
    public static ServerCertificate read(Path chain, Path key) throws UnusableException {
        var written = written(chain, key);
        return new ServerCertificate(chain, key, tls(chain, key), written);
    }

    Tls tls() {
        return tls;
    }

    /// A pair that has been put in the place of the one that is shown; nothing where there is none,
    /// or where it cannot be used (yet): then what is shown stays, and the log says why.
    Optional<Tls> renewed() {
        try {
            var now = written(chain, key);
            if (now.equals(written)) {
                return Optional.empty();
            }
            written = now;
            tls = tls(chain, key);
            LOG.log(Level.INFO, "another certificate is shown from now on");
            return Optional.of(tls);
        } catch (UnusableException e) {
            LOG.log(Level.WARNING, "the new certificate cannot be used: {0}", e.fault());
            return Optional.empty();
        }
    }

    private static Written written(Path chain, Path key) throws UnusableException {
        try {
            return new Written(Files.getLastModifiedTime(chain), Files.getLastModifiedTime(key));
        } catch (IOException e) {
            throw new UnusableException(Fault.UNREADABLE, e);
        }
    }

    private static Tls tls(Path chain, Path key) throws UnusableException {
        var keys = keys(chain, key);
        var secret = keys.privateKey();
        List<X509Certificate> certificates = keys.certChain();
        if (secret.isEmpty() || certificates.isEmpty()) {
            throw new UnusableException(Fault.NOT_PEM, null);
        }
        check(certificates.getFirst(), secret.get());
        return Tls.builder()
                .privateKey(secret.get())
                .privateKeyCertChain(certificates)
                .protocol(PROTOCOL)
                .addEnabledProtocol(PROTOCOL)
                .build();
    }

    private static Keys keys(Path chain, Path key) throws UnusableException {
        if (!Files.isReadable(chain) || !Files.isReadable(key)) {
            throw new UnusableException(Fault.UNREADABLE, null);
        }
        try {
            return Keys.builder()
                    .pem(pem -> pem.key(Resource.create(key)).certChain(Resource.create(chain)))
                    .build();
        } catch (RuntimeException malformed) {
            // The library has no exception of its own for each way in which a file is none.
            throw new UnusableException(Fault.NOT_PEM, malformed);
        }
    }

    private static void check(X509Certificate certificate, PrivateKey key)
            throws UnusableException {
        try {
            certificate.checkValidity();
        } catch (CertificateExpiredException | CertificateNotYetValidException e) {
            throw new UnusableException(Fault.OUT_OF_TIME, e);
        }
        try {
            var algorithm = ALGORITHMS.get(key.getAlgorithm());
            if (algorithm == null) {
                throw new UnusableException(Fault.NOT_PEM, null);
            }
            var proof = new byte[PROOF_BYTES];
            new SecureRandom().nextBytes(proof);
            var signing = Signature.getInstance(algorithm);
            signing.initSign(key);
            signing.update(proof);
            var signed = signing.sign();
            var checking = Signature.getInstance(algorithm);
            checking.initVerify(certificate);
            checking.update(proof);
            if (!checking.verify(signed)) {
                throw new UnusableException(Fault.OTHER_KEY, null);
            }
        } catch (GeneralSecurityException e) {
            throw new UnusableException(Fault.OTHER_KEY, e);
        }
    }
}
