package hearth.keys;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.protocol.DeviceId;
import hearth.protocol.ServerId;

import org.junit.jupiter.api.Test;
import org.web3j.crypto.Sign;
import org.web3j.crypto.StructuredDataEncoder;

import java.io.IOException;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;

final class PayoutBindingsTest {
    private final EthereumKey key = EthereumKey.random(new SecureRandom());
    private final PayoutBinding binding =
            new PayoutBinding(
                    new DeviceId("ab".repeat(32)),
                    key.address(),
                    new ServerId("cd".repeat(32)),
                    Instant.parse("2027-01-01T00:00:00Z"));

    @Test
    void digestIsTheOneOfAnIndependentEncoder() throws IOException {
        String json =
                """
                {"types": {
                  "EIP712Domain": [{"name": "name", "type": "string"},
                                   {"name": "version", "type": "string"}],
                  "PayoutBinding": [{"name": "device", "type": "bytes32"},
                                    {"name": "payout", "type": "address"},
                                    {"name": "server", "type": "bytes32"},
                                    {"name": "notAfter", "type": "uint64"}]},
                 "primaryType": "PayoutBinding",
                 "domain": {"name": "Hearth", "version": "1"},
                 "message": {"device": "0x%s", "payout": "%s", "server": "0x%s", "notAfter": "%d"}}
                """
                        .formatted(
                                binding.device(),
                                binding.payout(),
                                binding.server(),
                                binding.notAfter().getEpochSecond());
        assertThat(binding.digest())
                .isEqualTo(new StructuredDataEncoder(json).hashStructuredData());
    }

    @Test
    void recoversTheSignerAndNoticesEveryChangedByte() {
        byte[] signature = key.sign(binding);
        assertThat(PayoutBindings.recoverSigner(binding, signature)).contains(key.address());
        assertThat(PayoutBindings.isSignedByPayoutAddress(binding, signature)).isTrue();
        for (int i = 0; i < signature.length; i++) {
            byte[] changed = signature.clone();
            changed[i] ^= 1;
            assertThat(PayoutBindings.isSignedByPayoutAddress(binding, changed)).isFalse();
        }
    }

    @Test
    void anotherServerDeviceAddressOrTimeNeedsAnotherSignature() {
        byte[] signature = key.sign(binding);
        var otherServer =
                new PayoutBinding(
                        binding.device(),
                        binding.payout(),
                        new ServerId("ce".repeat(32)),
                        binding.notAfter());
        var otherDevice =
                new PayoutBinding(
                        new DeviceId("ac".repeat(32)),
                        binding.payout(),
                        binding.server(),
                        binding.notAfter());
        var later =
                new PayoutBinding(
                        binding.device(),
                        binding.payout(),
                        binding.server(),
                        binding.notAfter().plusSeconds(1));
        assertThat(PayoutBindings.isSignedByPayoutAddress(otherServer, signature)).isFalse();
        assertThat(PayoutBindings.isSignedByPayoutAddress(otherDevice, signature)).isFalse();
        assertThat(PayoutBindings.isSignedByPayoutAddress(later, signature)).isFalse();
    }

    @Test
    void refusesTheOtherFormOfTheSameSignature() {
        byte[] signature = key.sign(binding);
        byte[] high = signature.clone();
        var s = new BigInteger(1, Arrays.copyOfRange(signature, 32, 64));
        byte[] negated = EthereumKey.word(Sign.CURVE_PARAMS.getN().subtract(s));
        System.arraycopy(negated, 0, high, 32, 32);
        high[64] = (byte) (high[64] == 27 ? 28 : 27);
        assertThat(PayoutBindings.recoverSigner(binding, high)).isEmpty();
        assertThat(PayoutBindings.recoverSigner(binding, new byte[65])).isEmpty();
        assertThat(PayoutBindings.recoverSigner(binding, new byte[64])).isEmpty();
        byte[] zeroBased = signature.clone();
        zeroBased[64] = (byte) (zeroBased[64] - 27);
        assertThat(PayoutBindings.recoverSigner(binding, zeroBased)).isEmpty();
    }
}
