package hearth.app.cli;

import hearth.app.install.CommandFailure;
import hearth.coordinator.ServerCertificate;
import hearth.coordinator.ServerCertificate.UnusableException;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Optional;

/// Where a coordinator listens, and with which certificate.
final class ServerOptions {
    private static final int MOST = 65_535;

    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // picocli fills it in
    private CommandSpec spec;

    @Option(
            names = "--port",
            defaultValue = "7410",
            description = "Port to listen at; 0 takes any. Default: 7410.")
    private int port;

    @Option(
            names = "--bind",
            defaultValue = "127.0.0.1",
            description =
                    "Address to listen at. Others than this computer need --certificate, or a TLS proxy in front.")
    private InetAddress bind = InetAddress.getLoopbackAddress();

    @Option(
            names = "--certificate",
            paramLabel = "FILE",
            description =
                    "Speak TLS 1.3 with this certificate (PEM, with its chain). A renewed one is used without a restart.")
    private @Nullable Path certificate;

    @Option(
            names = "--certificate-key",
            paramLabel = "FILE",
            description = "Its key (PEM, without a passphrase).")
    private @Nullable Path key;

    InetSocketAddress address() {
        if (port < 0 || port > MOST) {
            throw new ParameterException(spec.commandLine(), "A port is a number from 0 to 65535.");
        }
        return new InetSocketAddress(bind, port);
    }

    /// Empty where none was named.
    Optional<ServerCertificate> certificate() {
        if (certificate == null && key == null) {
            return Optional.empty();
        }
        if (certificate == null || key == null) {
            throw new ParameterException(
                    spec.commandLine(), "--certificate and --certificate-key belong together.");
        }
        try {
            return Optional.of(ServerCertificate.read(certificate, key));
        } catch (UnusableException e) {
            throw new CommandFailure(CommandFailure.MISSING, sentence(e, certificate, key), e);
        }
    }

    private static String sentence(UnusableException failure, Path certificate, Path key) {
        return switch (failure.fault()) {
            case UNREADABLE -> certificate + " or " + key + " is not there, or may not be read.";
            case NOT_PEM ->
                    certificate
                            + " and "
                            + key
                            + " are not a certificate and a key in PEM without a passphrase."
                            + " openssl pkcs8 -topk8 -nocrypt turns other keys into one.";
            case OTHER_KEY ->
                    key + " is not the key of the first certificate in " + certificate + ".";
            case OUT_OF_TIME -> "The time of " + certificate + " is over, or has not begun.";
        };
    }
}
