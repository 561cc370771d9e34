package hearth.app.wallet;

import hearth.app.background.Background;
import hearth.app.text.Notices;
import hearth.app.text.Speech;
import hearth.keys.Address;
import hearth.keys.AddressReading;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/// Watches the clipboard while the wallet shows, for programs that put their own address where an
/// owner just copied another one. Sees what happens while it watches, in steps of half a second; a
/// program that changes what is copied before that is noticed only where the window copied it
/// itself. Takes away the own address after a minute. On the screen's thread.
public final class ClipboardWatch {
    private static final Duration LOOK_EVERY = Duration.ofMillis(500);

    /// A person does not copy two addresses within so short a time; the programs that exchange them
    /// do it at once.
    private static final Duration MOMENT = Duration.ofSeconds(3);

    /// After a read that took so long, such as that of a clipboard with a whole log in it, the next
    /// comes a minute later: it is fetched on the screen's thread.
    private static final Duration SLOW = Duration.ofMillis(50);

    private static final Duration REST = Duration.ofMinutes(1);
    private static final Duration STAYS = Duration.ofSeconds(60);
    private static final int LONGEST = 200;

    private final Pasteboard pasteboard;
    private final Background background;
    private final InstantSource clock;
    private final Speech speech;
    private final Notices notices;
    private Background.@Nullable Ticks ticks;
    private @Nullable Seen now;
    private @Nullable Exchange exchange;
    private @Nullable Seen own;
    private Instant restsUntil = Instant.EPOCH;

    private record Seen(Address address, Instant at) {
        boolean isWithin(Duration time, Instant moment) {
            return Duration.between(at, moment).compareTo(time) <= 0;
        }
    }

    private record Exchange(Address before, Seen after) {}

    public ClipboardWatch(
            Pasteboard pasteboard,
            Background background,
            InstantSource clock,
            Speech speech,
            Notices notices) {
        this.pasteboard = pasteboard;
        this.background = background;
        this.clock = clock;
        this.speech = speech;
        this.notices = notices;
    }

    void onShow() {
        ticks = background.every(LOOK_EVERY, this::lookUnlessSlow);
        look();
    }

    void onHide() {
        if (ticks != null) {
            ticks.close();
            ticks = null;
        }
        now = null;
    }

    /// Puts the wallet's own address there.
    void copy(String address) {
        pasteboard.put(address);
        var seen = new Seen(Address.of(address), clock.instant());
        own = seen;
        now = seen;
    }

    private Optional<Address> address() {
        long begun = System.nanoTime();
        var text = pasteboard.text();
        boolean wasSlow = System.nanoTime() - begun > SLOW.toNanos();
        restsUntil = wasSlow ? clock.instant().plus(REST) : Instant.EPOCH;
        return text.filter(found -> found.length() <= LONGEST)
                .flatMap(
                        words ->
                                switch (Address.read(words.strip())) {
                                    case AddressReading.Valid valid -> Optional.of(valid.address());
                                    case AddressReading.Invalid other -> Optional.empty();
                                });
    }

    private void lookUnlessSlow() {
        if (clock.instant().isBefore(restsUntil)) {
            forget(clock.instant());
        } else {
            look();
        }
    }

    private void look() {
        look(address());
    }

    private void look(Optional<Address> there) {
        Instant moment = clock.instant();
        forget(moment);
        takeBack(there, moment);
        if (there.isEmpty()) {
            now = null;
            return;
        }
        var before = now;
        if (before != null && before.address().equals(there.get())) {
            return;
        }
        var seen = new Seen(there.get(), moment);
        now = seen;
        if (before != null && before.isWithin(MOMENT, moment)) {
            exchange = new Exchange(before.address(), seen);
            notices.bad(speech.text("wallet.clipboard.exchanged", before.address().grouped()));
        }
    }

    private void forget(Instant moment) {
        if (exchange != null && !exchange.after().isWithin(STAYS, moment)) {
            exchange = null;
        }
    }

    /// The own address does not stay for whatever reads clipboards.
    private void takeBack(Optional<Address> there, Instant moment) {
        if (own == null || own.isWithin(STAYS, moment)) {
            return;
        }
        if (there.equals(Optional.of(own.address()))) {
            pasteboard.clear();
        }
        own = null;
    }

    /// Why an address that was typed or pasted is not to be paid now, in words; empty if nothing
    /// speaks against it.
    ///
    /// @param typed EIP-55
    Optional<String> doubt(String typed) {
        var there = address();
        look(there);
        var address = Address.of(typed);
        if (exchange != null && exchange.after().address().equals(address)) {
            return Optional.of(
                    speech.text("wallet.clipboard.exchanged", exchange.before().grouped()));
        }
        return there.filter(address::looksLike)
                .map(other -> speech.text("wallet.clipboard.twin", other.grouped()));
    }
}
