package hearth.coordinator.load;

import hearth.protocol.RequestSignature;

import java.io.IOException;

/// One way in which a device reaches a coordinator; used by one thread.
interface Way extends AutoCloseable {
    /// @param signature empty in a session
    /// @param mac empty outside
    /// @param body what it carries
    @SuppressWarnings("ArrayRecordComponent") // sent once
    record Signed(
            RequestSignature content, String signature, String mac, byte[] body, long token) {}

    /// @return the answer's bytes
    /// @throws IOException if the request was not carried out, with the reason
    byte[] send(Signed request) throws IOException;

    /// Whether the coordinator works on the thread that sends.
    boolean isHere();

    @Override
    void close() throws IOException;
}
