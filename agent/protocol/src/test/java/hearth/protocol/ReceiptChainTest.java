package hearth.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hearth.protocol.Receipt.Content;
import hearth.protocol.ReceiptChain.Break;
import hearth.protocol.ReceiptChain.Flaw;

import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;

final class ReceiptChainTest {
    private static final SigningKey SERVER = SigningKey.ofSeed(new byte[32]);
    private static final Instant TIME = Instant.parse("2026-11-23T10:00:00Z");

    private static Content content(String lease, int second) {
        return new Content(
                SERVER.serverId(),
                new LeaseId(lease),
                new JobId("job"),
                3,
                SERVER.deviceId(),
                Sha256.of("update of " + lease),
                Wei.of(5),
                Optional.of(30),
                TIME.plusSeconds(second));
    }

    /// Receipts 1 to a number, as they are told in the new form.
    private static List<Content> chain(int length) {
        var all = new ArrayList<Content>();
        var head = ReceiptHead.NONE;
        for (int i = 1; i <= length; i++) {
            var placed = head.place(content("l" + i, i));
            all.add(placed);
            head = head.with(placed);
        }
        return all;
    }

    private static List<Break> breaks(List<Content> receipts) {
        return ReceiptChain.of(receipts).breaks();
    }

    @Test
    void theHeadIsAHashOverTheOneBeforeTheNumberAndTheContentWithoutItsPlace() {
        var plain = content("l1", 1);
        var digest = Sha256.digest();
        digest.update("hearth receipts 1\n".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        digest.update(new byte[32]);
        digest.update(ByteBuffer.allocate(8).putLong(1).array(), 0, 8);
        digest.update(Json.bytes(plain));
        var expected =
                new ReceiptHead(1, new Sha256(java.util.HexFormat.of().formatHex(digest.digest())));
        assertThat(ReceiptHead.NONE.with(plain)).isEqualTo(expected);
        assertThat(ReceiptHead.NONE.with(ReceiptHead.NONE.place(plain))).isEqualTo(expected);
        assertThat(Json.text(plain)).doesNotContain("number", "previous");
        assertThat(Json.text(ReceiptHead.NONE.place(plain)))
                .contains("\"number\":1,", "\"previous\":\"" + "0".repeat(64));
    }

    @Test
    void aPlaceIsSignedAndWhole() {
        var placed = ReceiptHead.NONE.place(content("l1", 1));
        var receipt = Receipt.signed(placed, SERVER);
        assertThat(Json.read(Json.bytes(receipt), Receipt.class)).isEqualTo(receipt);
        var moved = new ReceiptHead(1, ReceiptHead.NONE.hash()).place(placed);
        assertThat(new Receipt(moved, receipt.signature()).isAuthentic(SERVER.serverId()))
                .isFalse();
        for (var half :
                List.of("\"number\":1,", "\"number\":0,\"previous\":\"" + "0".repeat(64) + "\",")) {
            var text = Json.text(content("l1", 1)).replace("\"pay\"", half + "\"pay\"");
            assertThatThrownBy(() -> Json.read(text, Content.class))
                    .isInstanceOf(MalformedMessageException.class);
        }
    }

    @Test
    void receiptsInAnyOrderAreOneChain() {
        var receipts = chain(20);
        Collections.shuffle(receipts, new Random(1));
        var chain = ReceiptChain.of(receipts);
        assertThat(chain.breaks()).isEmpty();
        assertThat(chain.first()).contains(1L);
        assertThat(chain.last()).isEqualTo(20);
    }

    @Test
    void namesOnesThatAreMissingInTheMiddle() {
        var receipts = chain(6);
        receipts.subList(2, 4).clear();
        assertThat(breaks(receipts)).containsExactly(new Break(Flaw.MISSING, 3, 4));
    }

    @Test
    void namesOneThatWasChanged() {
        var receipts = chain(6);
        receipts.set(2, receipts.get(2).withPay(Wei.of(6)));
        assertThat(breaks(receipts)).containsExactly(new Break(Flaw.FORKED, 4, 4));
        var first = chain(2);
        first.set(0, new ReceiptHead(0, Sha256.of("another")).place(first.getFirst()));
        assertThat(breaks(first)).contains(new Break(Flaw.FORKED, 1, 1));
    }

    @Test
    void namesANumberThatWasGivenTwice() {
        var receipts = chain(6);
        var fork = chain(2).getLast().before().orElseThrow().place(content("other", 2));
        receipts.add(fork);
        assertThat(breaks(receipts)).containsExactly(new Break(Flaw.DOUBLED, 2, 2));
    }

    /// What the device was told before it knew numbers, at the beginning and between.
    @Test
    void countsReceiptsOfTheOldForm() {
        var receipts = chain(8);
        for (int i : new int[] {0, 1, 2, 4, 5}) {
            receipts.set(i, receipts.get(i).withoutPlace());
        }
        receipts.add(content("long-before-the-coordinator-counted", -5));
        var chain = ReceiptChain.of(receipts);
        assertThat(chain.breaks()).isEmpty();
        assertThat(chain.first()).contains(1L);
        receipts.removeIf(c -> c.lease().value().equals("l5"));
        assertThat(breaks(receipts)).containsExactly(new Break(Flaw.MISSING, 5, 6));
    }

    @Test
    void doesNotBlameAnybodyForWhatWasBeforeTheFirstThatIsKnown() {
        var receipts = chain(8);
        receipts.subList(0, 4).clear();
        var chain = ReceiptChain.of(receipts);
        assertThat(chain.breaks()).isEmpty();
        assertThat(chain.first()).contains(5L);
        assertThat(ReceiptChain.of(List.of(content("old", 1))).first()).isEmpty();
    }
}
