package hearth.worker;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.function.Supplier;
import java.util.stream.Stream;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/// Asks the system's own trust, which is read anew for each chain of certificates and let go. The
/// agent meets one coordinator in a day of resumed sessions, and a hundred and fifty authorities
/// take a megabyte. Decides nothing itself. Any thread.
final class FleetingTrust extends X509ExtendedTrustManager {
    private final Supplier<X509ExtendedTrustManager> trust;

    /// @param trust called for each chain; an exception refuses the chain
    FleetingTrust(Supplier<X509ExtendedTrustManager> trust) {
        this.trust = trust;
    }

    static FleetingTrust ofSystem() {
        return new FleetingTrust(FleetingTrust::system);
    }

    /// What `SSLContext.getDefault()` would ask.
    private static X509ExtendedTrustManager system() {
        try {
            var factory =
                    TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init((KeyStore) null);
            return Stream.of(factory.getTrustManagers())
                    .filter(X509ExtendedTrustManager.class::isInstance)
                    .map(X509ExtendedTrustManager.class::cast)
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("this Java trusts nobody"));
        } catch (GeneralSecurityException broken) {
            throw new IllegalStateException("this computer's authorities are unreadable", broken);
        }
    }

    private X509ExtendedTrustManager now() throws CertificateException {
        try {
            return trust.get();
        } catch (IllegalStateException unreadable) {
            throw new CertificateException(unreadable.getMessage(), unreadable);
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
            throws CertificateException {
        now().checkServerTrusted(chain, type, engine);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
            throws CertificateException {
        now().checkServerTrusted(chain, type, socket);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type)
            throws CertificateException {
        now().checkServerTrusted(chain, type);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
            throws CertificateException {
        throw nobodysServer();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
            throws CertificateException {
        throw nobodysServer();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type)
            throws CertificateException {
        throw nobodysServer();
    }

    private static CertificateException nobodysServer() {
        return new CertificateException("an agent is nobody's server");
    }

    /// Nothing: only a server tells others whom it believes.
    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}
