package hearth.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

class SignaturesTest {
    private static final SigningKey SERVER = SigningKey.ofSeed(new byte[32]);
    private static final SigningKey DEVICE =
            SigningKey.ofSeed(
                    "device seed of thirty-two bytes!".getBytes(StandardCharsets.US_ASCII));
    private static final Instant TIME = Instant.ofEpochMilli(1_790_000_000_123L);

    /// RFC 8032, section 7.1, test 2.
    @Test
    void signsAsRfc8032Says() {
        var key =
                SigningKey.ofSeed(
                        HexFormat.of()
                                .parseHex(
                                        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb"));
        assertThat(key.publicHex())
                .isEqualTo("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c");
        assertThat(key.sign(new byte[] {0x72}))
                .isEqualTo(
                        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
                                + "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00");
    }

    @Test
    void aRequestSignatureCoversEveryPart() {
        var request =
                request(
                        "POST",
                        "/v1/leases",
                        "{}",
                        SERVER.serverId(),
                        TIME,
                        "00".repeat(16),
                        DEVICE.deviceId());
        var signature = request.sign(DEVICE);
        assertThat(request.isSignedBy(DEVICE.deviceId(), signature)).isTrue();
        var others =
                List.of(
                        request(
                                "PUT",
                                "/v1/leases",
                                "{}",
                                SERVER.serverId(),
                                TIME,
                                "00".repeat(16),
                                DEVICE.deviceId()),
                        request(
                                "POST",
                                "/v1/leases?a",
                                "{}",
                                SERVER.serverId(),
                                TIME,
                                "00".repeat(16),
                                DEVICE.deviceId()),
                        request(
                                "POST",
                                "/v1/leases",
                                "{ }",
                                SERVER.serverId(),
                                TIME,
                                "00".repeat(16),
                                DEVICE.deviceId()),
                        request(
                                "POST",
                                "/v1/leases",
                                "{}",
                                DEVICE.serverId(),
                                TIME,
                                "00".repeat(16),
                                DEVICE.deviceId()),
                        request(
                                "POST",
                                "/v1/leases",
                                "{}",
                                SERVER.serverId(),
                                TIME.plusMillis(1),
                                "00".repeat(16),
                                DEVICE.deviceId()),
                        request(
                                "POST",
                                "/v1/leases",
                                "{}",
                                SERVER.serverId(),
                                TIME,
                                "01".repeat(16),
                                DEVICE.deviceId()));
        assertThat(others).noneMatch(r -> r.isSignedBy(DEVICE.deviceId(), signature));
        assertThat(request.isSignedBy(SERVER.deviceId(), request.sign(SERVER))).isFalse();
    }

    @Test
    void partsCannotBeShiftedIntoEachOther() {
        assertThatThrownBy(
                        () ->
                                request(
                                        "POST\n/x",
                                        "/v1",
                                        "",
                                        SERVER.serverId(),
                                        TIME,
                                        "00".repeat(16),
                                        DEVICE.deviceId()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aReceiptIsAuthenticOnlyFromItsServerAndUnchanged() {
        var content =
                new Receipt.Content(
                        SERVER.serverId(),
                        new LeaseId("l1"),
                        new JobId("job"),
                        3,
                        DEVICE.deviceId(),
                        Sha256.of("update"),
                        Wei.of(5),
                        Optional.of(30),
                        TIME);
        var receipt = Receipt.signed(content, SERVER);
        assertThat(receipt.isAuthentic(SERVER.serverId())).isTrue();
        assertThat(Json.read(Json.bytes(receipt), Receipt.class)).isEqualTo(receipt);
        assertThat(receipt.isAuthentic(DEVICE.serverId())).isFalse();
        assertThat(Receipt.signed(content, DEVICE).isAuthentic(SERVER.serverId())).isFalse();
        var richer =
                new Receipt.Content(
                        content.server(),
                        content.lease(),
                        content.job(),
                        content.round(),
                        content.device(),
                        content.update(),
                        Wei.of(6),
                        content.steps(),
                        content.receivedAt());
        assertThat(new Receipt(richer, receipt.signature()).isAuthentic(SERVER.serverId()))
                .isFalse();
    }

    @Test
    void malformedKeysAndSignaturesAreSimplyNotValid() {
        var good = SERVER.sign(new byte[0]);
        assertThat(Signatures.isValid(SERVER.publicHex(), new byte[0], good)).isTrue();
        assertThat(Signatures.isValid("ff".repeat(32), new byte[0], good)).isFalse();
        assertThat(Signatures.isValid(SERVER.publicHex(), new byte[0], "")).isFalse();
        assertThat(Signatures.isValid("", new byte[0], good)).isFalse();
    }

    private static RequestSignature request(
            String method,
            String path,
            String body,
            ServerId server,
            Instant time,
            String nonce,
            DeviceId device) {
        return new RequestSignature(method, path, Sha256.of(body), server, time, nonce, device);
    }
}
