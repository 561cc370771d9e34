package hearth.worker;

import java.security.KeyManagementException;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.function.Supplier;

import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLContextSpi;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;

/// The system's own TLS, asked for when the first connection needs it, and its authorities when a
/// chain is to be checked (`FleetingTrust`). `HttpClient` makes both at once, with 450 classes,
/// also for a coordinator on the same computer. What decides about a connection stays the system's.
/// Any thread.
final class LateTls extends SSLContext {
    /// @param tls called once a connection needs it, and maybe again
    LateTls(Supplier<SSLContext> tls) {
        super(new Late(tls), null, "TLS");
    }

    static LateTls ofSystem() {
        return new LateTls(() -> Shared.TLS);
    }

    /// Whoever named keys of his own to Java gets what Java makes of them.
    private static SSLContext system() {
        try {
            if (System.getProperty("javax.net.ssl.keyStore") != null) {
                return SSLContext.getDefault();
            }
            var tls = SSLContext.getInstance("TLS");
            tls.init(null, new TrustManager[] {FleetingTrust.ofSystem()}, null);
            return tls;
        } catch (NoSuchAlgorithmException | KeyManagementException broken) {
            throw new IllegalStateException("this Java has no TLS", broken);
        }
    }

    /// One for all, so that a session which one connection began is resumed by the others.
    private static final class Shared {
        static final SSLContext TLS = system();
    }

    private static final class Late extends SSLContextSpi {
        private final Supplier<SSLContext> tls;

        Late(Supplier<SSLContext> tls) {
            this.tls = tls;
        }

        @Override
        protected void engineInit(KeyManager[] keys, TrustManager[] trust, SecureRandom random)
                throws KeyManagementException {
            throw new KeyManagementException("the system's own TLS is ready");
        }

        @Override
        protected SSLSocketFactory engineGetSocketFactory() {
            return tls.get().getSocketFactory();
        }

        @Override
        protected SSLServerSocketFactory engineGetServerSocketFactory() {
            return tls.get().getServerSocketFactory();
        }

        @Override
        protected SSLEngine engineCreateSSLEngine() {
            return tls.get().createSSLEngine();
        }

        @Override
        protected SSLEngine engineCreateSSLEngine(String host, int port) {
            return tls.get().createSSLEngine(host, port);
        }

        @Override
        protected SSLSessionContext engineGetServerSessionContext() {
            return tls.get().getServerSessionContext();
        }

        @Override
        protected SSLSessionContext engineGetClientSessionContext() {
            return tls.get().getClientSessionContext();
        }

        /// Nothing that would differ from what the system's engines do anyway: who asks them would
        /// have them made.
        @Override
        protected SSLParameters engineGetDefaultSSLParameters() {
            return new SSLParameters();
        }

        @Override
        protected SSLParameters engineGetSupportedSSLParameters() {
            return tls.get().getSupportedSSLParameters();
        }
    }
}
