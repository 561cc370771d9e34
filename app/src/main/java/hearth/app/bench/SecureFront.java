package hearth.app.bench;

import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x509.Time;
import org.bouncycastle.asn1.x509.V3TBSCertificateGenerator;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;

/// What stands before a coordinator of the real network: TLS 1.3 on the loopback interface, with a
/// certificate of an authority made for it alone, which whoever takes [#trust] for the system's
/// believes.
public final class SecureFront implements AutoCloseable {
    private static final String HOST = "localhost";
    private static final String AUTHORITY = "hearth-bench";
    private static final char[] PASSWORD = "changeit".toCharArray();
    private static final Duration VALID = Duration.ofDays(1);
    private static final int PIECE = 8 << 10;

    private final SSLServerSocket server;
    private final InetSocketAddress target;
    private final Path trust;
    private final AtomicLong connections = new AtomicLong();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    /// @param target what is reached through it, over plain HTTP
    /// @param folder for the file of [#trust]
    public SecureFront(URI target, Path folder) throws IOException {
        this.target = new InetSocketAddress(target.getHost(), target.getPort());
        this.trust = folder.resolve("trust");
        try {
            var authority = keys();
            var pair = keys();
            var root = certificate(AUTHORITY, authority, authority);
            believe(root);
            server = listening(pair, certificate(HOST, pair, authority), root);
        } catch (GeneralSecurityException broken) {
            throw new IllegalStateException("this Java has no TLS", broken);
        }
        Thread.ofVirtual().name("secure-front").start(this::accept);
    }

    public URI uri() {
        return URI.create("https://" + HOST + ":" + server.getLocalPort());
    }

    /// The certificates that this Java believes, and its own.
    public Path trust() {
        return trust;
    }

    /// How many connections were made, whether or not the other side believed the certificate.
    public long connections() {
        return connections.get();
    }

    private static KeyPair keys() throws GeneralSecurityException {
        var keys = KeyPairGenerator.getInstance("EC");
        keys.initialize(new ECGenParameterSpec("secp256r1"));
        return keys.generateKeyPair();
    }

    /// @param of who shows it: the authority itself, or the host that it vouches for
    private static Certificate certificate(String of, KeyPair pair, KeyPair authority)
            throws GeneralSecurityException, IOException {
        var algorithm = new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA256);
        var extensions = new ExtensionsGenerator();
        if (of.equals(AUTHORITY)) {
            extensions.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
            extensions.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign));
        } else {
            extensions.addExtension(
                    Extension.subjectAlternativeName,
                    false,
                    new GeneralNames(new GeneralName(GeneralName.dNSName, of)));
        }
        var content = new V3TBSCertificateGenerator();
        content.setSerialNumber(new ASN1Integer(1));
        content.setIssuer(new X500Name("CN=" + AUTHORITY));
        content.setSubject(new X500Name("CN=" + of));
        content.setStartDate(new Time(Date.from(Instant.now().minus(VALID))));
        content.setEndDate(new Time(Date.from(Instant.now().plus(VALID))));
        content.setSignature(algorithm);
        content.setSubjectPublicKeyInfo(
                SubjectPublicKeyInfo.getInstance(pair.getPublic().getEncoded()));
        content.setExtensions(extensions.generate());
        var signed = content.generateTBSCertificate();
        var signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(authority.getPrivate());
        signature.update(signed.getEncoded());
        var parts = new ASN1EncodableVector();
        parts.add(signed);
        parts.add(algorithm);
        parts.add(new DERBitString(signature.sign()));
        return CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(new DERSequence(parts).getEncoded()));
    }

    /// In the form of the system's own file, since reading it is a part of what is measured.
    private void believe(Certificate certificate) throws GeneralSecurityException, IOException {
        var system = Path.of(System.getProperty("java.home"), "lib", "security", "cacerts");
        var store = KeyStore.getInstance("JKS");
        try (var in = Files.newInputStream(system)) {
            store.load(in, PASSWORD);
        }
        store.setCertificateEntry(AUTHORITY, certificate);
        try (var out = Files.newOutputStream(trust)) {
            store.store(out, PASSWORD);
        }
    }

    private static SSLServerSocket listening(KeyPair pair, Certificate... chain)
            throws GeneralSecurityException, IOException {
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry(HOST, pair.getPrivate(), PASSWORD, chain);
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, PASSWORD);
        var context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        var socket =
                (SSLServerSocket)
                        context.getServerSocketFactory()
                                .createServerSocket(0, 0, InetAddress.getLoopbackAddress());
        socket.setEnabledProtocols(new String[] {"TLSv1.3"});
        return socket;
    }

    private void accept() {
        try {
            while (!server.isClosed()) {
                var home = server.accept();
                connections.incrementAndGet();
                var there = new Socket();
                there.connect(target);
                open.add(home);
                open.add(there);
                Thread.ofVirtual().start(() -> relay(home, there));
                Thread.ofVirtual().start(() -> relay(there, home));
            }
        } catch (IOException closed) {
            open.forEach(SecureFront::quietly);
        }
    }

    private void relay(Socket from, Socket to) {
        var buffer = new byte[PIECE];
        try {
            var in = from.getInputStream();
            var out = to.getOutputStream();
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                out.write(buffer, 0, n);
            }
        } catch (IOException ended) {
            // Whichever side went, the other goes too.
        }
        quietly(from);
        quietly(to);
        open.remove(from);
        open.remove(to);
    }

    private static void quietly(Closeable socket) {
        try {
            socket.close();
        } catch (IOException alreadyBroken) {
            // Nothing is left to close.
        }
    }

    @Override
    public void close() {
        quietly(server);
        open.forEach(SecureFront::quietly);
    }
}
