package hearth.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.coordinator.SimulatedDevice.Temper;
import hearth.protocol.DeviceId;
import hearth.protocol.Json;
import hearth.protocol.Messages.Household;
import hearth.protocol.Messages.Machine;
import hearth.protocol.Messages.PairingAnswer;
import hearth.protocol.Messages.PairingCode;
import hearth.protocol.Messages.PairingRequest;
import hearth.protocol.Messages.Parting;
import hearth.protocol.Messages.PayoutBinding;
import hearth.protocol.Messages.Problem;
import hearth.protocol.Messages.Registration;
import hearth.protocol.Wei;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Optional;

/// Who may see whose machine, over the real interface.
@ParameterizedClass
@EnumSource(Column.class)
class HouseholdTest {
    private final Column column;
    @TempDir private Path folder;
    private Stores stores;
    private CoordinatorServer server;
    private SignedClient desk;
    private SignedClient laptop;
    private SignedClient stranger;
    private Instant later = Instant.EPOCH;

    HouseholdTest(Column column) {
        this.column = column;
    }

    @BeforeEach
    void open() {
        InstantSource now = () -> later.equals(Instant.EPOCH) ? Instant.now() : later;
        stores = column.stores();
        var config =
                new CoordinatorConfig(
                        folder,
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        Optional.empty(),
                        Policy.practice(),
                        now.withZone(ZoneOffset.UTC),
                        new CoordinatorConfig.Ports(
                                (id, device, binding) -> Optional.of(binding.payout()),
                                Optional.empty(),
                                TestJobs.evaluator()),
                        stores);
        server =
                switch (CoordinatorServer.open(config)) {
                    case OpenOutcome.Opened opened -> opened.server();
                    case OpenOutcome other -> throw new AssertionError(other.toString());
                };
        desk = device(1, "desk");
        laptop = device(2, "laptop");
        stranger = device(3, "stranger");
    }

    @AfterEach
    void close() {
        server.close();
    }

    private SignedClient device(int seed, String name) {
        var client = new SignedClient(server.uri(), new SimulatedDevice(seed, Temper.HONEST));
        assertThat(client.put("/v1/device", new Registration(name)).statusCode()).isEqualTo(204);
        return client;
    }

    private static String code(SignedClient of) {
        return of.json(of.post("/v1/household/code", new PairingRequest()), PairingCode.class)
                .code();
    }

    private static HttpResponse<byte[]> join(SignedClient who, String code) {
        return who.post("/v1/household/join", new PairingAnswer(code));
    }

    private static void pair(SignedClient host, SignedClient guest) {
        assertThat(join(guest, code(host)).statusCode()).isEqualTo(204);
    }

    private static Household household(SignedClient of) {
        return of.json(of.signedGet("/v1/household?since=0"), Household.class);
    }

    private static Iterable<String> names(SignedClient of) {
        return household(of).machines().stream().map(Machine::name).toList();
    }

    private static String problem(HttpResponse<byte[]> answer) {
        return Json.read(answer.body(), Problem.class).id();
    }

    @Test
    void pairedMachinesSeeEachOtherAndNobodyElseDoes() {
        assertThat(names(desk)).containsExactly("desk");
        pair(desk, laptop);

        assertThat(names(desk)).containsExactly("desk", "laptop");
        assertThat(names(laptop)).containsExactly("laptop", "desk");
        assertThat(names(stranger)).containsExactly("stranger");
        var seen = household(laptop).machines().getLast();
        assertThat(seen.self()).isFalse();
        assertThat(seen.paired()).isTrue();
        assertThat(seen.leases()).isZero();
        assertThat(seen.earned()).isEqualTo(Wei.ZERO);
        assertThat(seen.seenAt().orElseThrow())
                .isBetween(Instant.now().minusSeconds(60), Instant.now());
    }

    @Test
    void unsignedAndUnknownDevicesSeeNothing() {
        assertThat(problem(desk.get("/v1/household?since=0"))).isEqualTo("unsigned");
        var unknown = new SignedClient(server.uri(), new SimulatedDevice(9, Temper.HONEST));
        assertThat(problem(unknown.signedGet("/v1/household?since=0"))).isEqualTo("unknown-device");
        assertThat(problem(join(unknown, code(desk)))).isEqualTo("unknown-device");
    }

    @Test
    void machinesThatPayToOneAddressSeeEachOtherButNotEachOthersHouseholds() {
        for (var client : new SignedClient[] {desk, stranger}) {
            var binding = new PayoutBinding("0x" + "0a".repeat(20), 4_000_000_000L, "00");
            assertThat(client.put("/v1/device/payout", binding).statusCode()).isEqualTo(204);
        }
        pair(desk, laptop);
        assertThat(names(desk)).containsExactly("desk", "laptop", "stranger");
        assertThat(names(stranger)).containsExactly("stranger", "desk");
        assertThat(names(laptop)).containsExactly("laptop", "desk");
        assertThat(household(stranger).machines())
                .extracting(Machine::paired)
                .containsExactly(false, false);
    }

    @Test
    void aCodeIsGoodOnceHoweverItIsTyped() {
        var code = code(desk);
        assertThat(code).matches("[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}");
        var typed = " " + code.toLowerCase(Locale.ROOT).replace("-", " ").replace('0', 'o');
        assertThat(join(laptop, typed).statusCode()).isEqualTo(204);
        assertThat(problem(join(stranger, code))).isEqualTo("wrong-code");
        assertThat(names(stranger)).containsExactly("stranger");
    }

    @Test
    void wrongReplacedAndOwnCodesGetOneAnswer() {
        var old = code(desk);
        var own = code(desk);
        var never = join(laptop, "00000-00000");
        assertThat(problem(never)).isEqualTo("wrong-code");
        for (var answer : new HttpResponse<?>[] {join(laptop, old), join(desk, own)}) {
            assertThat(answer.statusCode()).isEqualTo(never.statusCode());
            assertThat((byte[]) answer.body()).isEqualTo(never.body());
        }
    }

    @Test
    void aCodeIsOverAfterTenMinutes() {
        var code = code(desk);
        later = Instant.now().plus(Duration.ofMinutes(10));
        var answer = server.coordinator().households().join(laptop.device.key.deviceId(), code);
        assertThat(answer).isEqualTo(Answer.refused(Refusal.WRONG_CODE));
    }

    @Test
    void whoTriesTooManyCodesMustWaitEvenWithTheRightOne() {
        var right = code(desk);
        for (int i = 0; i < 10; i++) {
            assertThat(problem(join(stranger, "ABCDE-FGHJ" + i))).isEqualTo("wrong-code");
        }
        assertThat(problem(join(stranger, right))).isEqualTo("too-many-codes");
        assertThat(problem(stranger.post("/v1/household/code", new PairingRequest())))
                .isEqualTo("too-many-codes");

        later = Instant.now().plus(Duration.ofMinutes(11));
        var fresh = server.coordinator().households().code(desk.device.key.deviceId());
        assertThat(fresh).isInstanceOf(Answer.Done.class);
        var id = stranger.device.key.deviceId();
        if (fresh instanceof Answer.Done<PairingCode>(PairingCode open)) {
            assertThat(server.coordinator().households().join(id, open.code()))
                    .isEqualTo(Answer.done(id));
        }
    }

    @Test
    void whoLeavesSeesNobodyAndIsNotSeen() {
        pair(desk, laptop);
        pair(laptop, stranger);
        assertThat(laptop.post("/v1/household/leave", new Parting()).statusCode()).isEqualTo(204);
        assertThat(names(laptop)).containsExactly("laptop");
        assertThat(names(desk)).containsExactly("desk", "stranger");
        stranger.post("/v1/household/leave", new Parting());
        assertThat(household(desk).machines())
                .extracting(Machine::name, Machine::paired)
                .containsExactly(org.assertj.core.groups.Tuple.tuple("desk", false));
    }

    @Test
    void aMachineOfAnotherHouseholdIsNotMovedAndItsCodeStaysGood() {
        var den = device(4, "den");
        pair(desk, laptop);
        pair(stranger, den);
        var code = code(desk);
        assertThat(problem(join(den, code))).isEqualTo("paired-already");
        assertThat(names(desk)).containsExactly("desk", "laptop");
        assertThat(names(den)).containsExactly("den", "stranger");
        den.post("/v1/household/leave", new Parting());
        assertThat(join(den, code).statusCode()).isEqualTo(204);
        assertThat(names(den)).containsExactly("den", "desk", "laptop");
    }

    @Test
    void whenAMachineWasHeardOfIsWrittenOnceAMinute() {
        var id = desk.device.key.deviceId();
        var first = seenAt(id);
        later = first.plusSeconds(59);
        assertThat(server.coordinator().useNonce(id, "01".repeat(16), Duration.ofMinutes(4)))
                .isTrue();
        assertThat(seenAt(id)).isEqualTo(first);
        later = first.plusSeconds(60);
        assertThat(server.coordinator().useNonce(id, "02".repeat(16), Duration.ofMinutes(4)))
                .isTrue();
        assertThat(seenAt(id)).isEqualTo(later);
    }

    private Instant seenAt(DeviceId device) {
        return server.coordinator()
                .households()
                .seenBy(device, Instant.EPOCH)
                .machines()
                .getFirst()
                .seenAt()
                .orElseThrow();
    }

    @Test
    void codesAreKeptAsHashesOnly() throws Exception {
        var code = code(desk).replace("-", "");
        assertThat(kept())
                .isNotEmpty()
                .doesNotContain(code, code.substring(0, 5) + "-" + code.substring(5));
    }

    /// Everything that is known of codes.
    private String kept() throws IOException {
        return switch (column) {
            case SQLITE -> text("coordinator.db") + text("coordinator.db-wal");
            case POSTGRES -> {
                try (var database = stores.database(folder)) {
                    yield database.read(
                            s ->
                                    s.all(
                                                    "SELECT * FROM pairing",
                                                    row -> row.text("device") + row.text("code"))
                                            .toString());
                }
            }
        };
    }

    private String text(String file) throws IOException {
        return new String(Files.readAllBytes(folder.resolve(file)), StandardCharsets.ISO_8859_1);
    }
}
