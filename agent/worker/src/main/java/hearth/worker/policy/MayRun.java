package hearth.worker.policy;

import hearth.hardware.Reading;
import hearth.hardware.desktop.Fact;
import hearth.protocol.SandboxGrade;
import hearth.worker.electricity.Margin;
import hearth.worker.policy.Memory.Patience;
import hearth.worker.policy.Memory.Signal;
import hearth.worker.policy.RunRules.Sense;

import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Decides whether this machine may work now. A pure function of facts, rules and the memory of
/// earlier decisions, so that the same history always gives the same words to the owner.
///
/// A cause stops work in the decision that sees it. A measured one goes only after its sensor was
/// on the right side of the limit's second end for as long as its patience says, so work never
/// starts again on the same device within ten seconds of such a stop. What cannot be detected
/// neither stops work nor starts it, unless the rules name it as something that must be known, or
/// work waits for the absence of somebody who is logged in: whom nobody can see is there.
public final class MayRun {
    private static final Patience AT_ONCE = Patience.of(0, 10);
    private static final Patience DESKTOP = Patience.of(0, 20);
    private static final Patience HEAT = Patience.of(0, 30, 600);
    private static final Patience MONEY = Patience.of(10, 300, 3600);
    private static final BigDecimal CLEAR_GAIN = new BigDecimal("0.05");
    private static final Patience BUSY = Patience.of(10, 30);
    private static final DateTimeFormatter TODAY =
            DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT);
    private static final DateTimeFormatter LATER =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT);
    private static final long MIB = 1L << 20;

    private final RunRules rules;
    private final Facts facts;
    private final Memory.Next memory;
    private final List<Reason> against = new ArrayList<>();

    /// The answer and what the next decision must know.
    public record Outcome(Decision decision, Memory memory) {}

    private MayRun(RunRules rules, Facts facts, Memory memory) {
        this.rules = rules;
        this.facts = facts;
        this.memory = memory.new Next(facts.seen().since());
    }

    public static Outcome decide(RunRules rules, Facts facts, Memory before) {
        return new MayRun(rules, facts, before).decide();
    }

    private Outcome decide() {
        owner();
        person();
        clock();
        money();
        network();
        machine();
        var cards = cards();
        against.sort(Comparator.comparing(Reason::cause));
        return new Outcome(decision(cards.free()), memory.memory());
    }

    /// What only forbids a start leaves alone what is held.
    private Decision decision(Set<String> free) {
        if (against.isEmpty()) {
            return new Decision.Run(free);
        }
        boolean startOnly = against.stream().allMatch(r -> r.cause().kind() == Cause.Kind.START);
        return startOnly ? new Decision.Finish(free, against) : new Decision.Wait(against);
    }

    private void owner() {
        var owner = facts.owner();
        when(owner.stopping(), Cause.AGENT_STOPPING, "");
        when(!owner.sharing(), Cause.SHARING_OFF, "");
        owner.pausedUntil()
                .filter(facts.at()::isBefore)
                .ifPresent(until -> against.add(new Reason(Cause.PAUSED, time(wall(until)))));
        when(!owner.payoutBound(), Cause.NO_PAYOUT, "");
        var walls = facts.sandbox().orElse(SandboxGrade.C);
        boolean strong = rules.sandbox().map(walls::isAtLeast).orElse(true);
        when(!strong, Cause.SANDBOX_WEAK, walls.name());
    }

    private void person() {
        var seen = facts.seen().presence();
        var person = rules.person();
        measured(Cause.GOING_TO_SLEEP, seen.sleeping(), AT_ONCE);
        var after =
                facts.owner().engine() instanceof Facts.Engine.Processor
                        ? person.processorAfter()
                        : person.graphicsAfter();
        after.ifPresent(this::absence);
        if (person.fullscreenStops()) {
            measured(Cause.FULLSCREEN, seen.fullscreen(), DESKTOP);
            unknown(Sense.FULLSCREEN, seen.fullscreen(), Cause.FULLSCREEN_UNKNOWN);
        }
        if (person.videoStops()) {
            measured(Cause.VIDEO_PLAYING, seen.video(), DESKTOP);
            unknown(Sense.VIDEO, seen.video(), Cause.VIDEO_UNKNOWN);
        }
        programs();
    }

    /// Each is remembered by itself, so that the owner is told of the one that is waited for.
    private void programs() {
        var running = facts.seen().programs();
        var waited =
                rules.programsFirst().stream()
                        .filter(
                                name ->
                                        memory.holds(
                                                Cause.PROGRAM_RUNS.id() + " " + name,
                                                signal(Optional.of(running.contains(name))),
                                                DESKTOP))
                        .toList();
        waited.stream()
                .findFirst()
                .ifPresent(name -> against.add(new Reason(Cause.PROGRAM_RUNS, name)));
    }

    private void absence(Duration after) {
        var seen = facts.seen().presence();
        boolean away = rules.person().lockedIsAway() && seen.locked().equals(Fact.known(true));
        var idle =
                Stream.of(seen.idle(), seen.gamepadIdle())
                        .flatMap(f -> f.ifKnown().stream())
                        .min(Duration::compareTo);
        var used = idle.map(i -> !away && i.compareTo(after) < 0);
        when(
                memory.holds(Cause.IN_USE.id(), signal(used), AT_ONCE),
                Cause.IN_USE,
                idle.map(i -> minutes(after.minus(i))).orElse(""));
        unknown(
                rules.mustKnow(Sense.IDLE) || seen.seated().equals(Fact.known(true)),
                away ? Fact.known(Duration.ZERO) : seen.idle(),
                Cause.IDLE_UNKNOWN);
    }

    private void clock() {
        var wall = facts.wall();
        var times = rules.times();
        when(times.doNotDisturb().contains(wall), Cause.DO_NOT_DISTURB, next(times.doNotDisturb()));
        when(!times.run().contains(wall), Cause.OUTSIDE_HOURS, next(times.run()));
    }

    private void money() {
        var charge =
                switch (facts.seen().reading().power()) {
                    case Reading.Power.Mains _ -> Signal.CLEAR;
                    case Reading.Power.Battery(var left) -> {
                        var least = rules.money().batteryAbove();
                        boolean enough =
                                least.isPresent() && left.filter(l -> l > least.get()).isPresent();
                        yield enough ? Signal.CLEAR : Signal.BEYOND;
                    }
                };
        when(memory.holds(Cause.ON_BATTERY.id(), charge, AT_ONCE), Cause.ON_BATTERY, "");
        if (rules.money().stopAtALoss()) {
            var margin = facts.margin();
            when(
                    memory.holds(Cause.AT_A_LOSS.id(), loss(margin), MONEY),
                    Cause.AT_A_LOSS,
                    margin.map(MayRun::sum).orElse(""));
        }
    }

    /// Work goes on only when it earns clearly more than it costs.
    private static Signal loss(Optional<Margin> margin) {
        if (margin.isEmpty()) {
            return Signal.SILENT;
        }
        var net = margin.get().net();
        if (net.signum() < 0) {
            return Signal.BEYOND;
        }
        var enough = margin.get().cost().abs().multiply(CLEAR_GAIN);
        return net.compareTo(enough) >= 0 ? Signal.CLEAR : Signal.BETWEEN;
    }

    /// Such as `0.012 − 0.031 = −0.019 EUR`.
    private static String sum(Margin margin) {
        return "%s − %s = %s %s"
                .formatted(
                        money(margin.earned()),
                        money(margin.cost()),
                        money(margin.net()),
                        margin.currency());
    }

    private static String money(BigDecimal value) {
        return value.round(new MathContext(3))
                .stripTrailingZeros()
                .toPlainString()
                .replace('-', '−');
    }

    private void network() {
        var network = rules.network();
        var seen = facts.seen().presence();
        boolean metered =
                !network.meteredAllowed()
                        && memory.holds(
                                Cause.METERED.id(), signal(seen.metered().ifKnown()), AT_ONCE);
        boolean hours = network.hours().contains(facts.wall());
        when(metered, Cause.METERED, "");
        if (!network.meteredAllowed()) {
            unknown(Sense.METERED, seen.metered(), Cause.METERED_UNKNOWN);
        }
        when(!hours, Cause.OUTSIDE_NETWORK_HOURS, next(network.hours()));
        facts.spent().ifPresent(against::add);
    }

    private void machine() {
        var reading = facts.seen().reading();
        var limits = rules.limits();
        limit(Cause.CPU_HOT, limits.processorTemperature(), reading.cpuTemperature(), HEAT);
        var others =
                reading.cpuLoad()
                        .flatMap(
                                all ->
                                        facts.own()
                                                .processorLoad()
                                                .map(own -> Math.max(0, all - own)));
        limit(Cause.CPU_BUSY, rules.others().processorLoad(), others, BUSY);
        var left = reading.memoryFreeBytes().map(Long::doubleValue);
        when(
                beyond(Cause.MEMORY_LOW, limits.memoryFree(), left, BUSY),
                Cause.MEMORY_LOW,
                reading.memoryFreeBytes().map(b -> Long.toString(b / MIB)).orElse(""));
    }

    private CardRules.Cards cards() {
        if (!(facts.owner().engine() instanceof Facts.Engine.Graphics(var wanted))) {
            when(
                    rules.cardsOff().contains(RunRules.PROCESSOR),
                    Cause.CARD_OFF,
                    facts.seen().reading().cpu());
            return new CardRules.Cards(Set.of(), List.of());
        }
        var cards = new CardRules(rules, facts, memory).judge(wanted);
        against.addAll(cards.against());
        return cards;
    }

    private void limit(
            Cause cause, Optional<Limit> limit, Optional<Double> value, Patience patience) {
        when(beyond(cause, limit, value, patience), cause, value.map(MayRun::number).orElse(""));
    }

    private boolean beyond(
            Cause cause, Optional<Limit> limit, Optional<Double> value, Patience patience) {
        return limit.isPresent() && memory.holds(cause.id(), limit.get().signal(value), patience);
    }

    private void measured(Cause cause, Fact<Boolean> fact, Patience patience) {
        when(memory.holds(cause.id(), signal(fact.ifKnown()), patience), cause, "");
    }

    private static Signal signal(Optional<Boolean> fact) {
        return fact.map(is -> is ? Signal.BEYOND : Signal.CLEAR).orElse(Signal.SILENT);
    }

    private void unknown(Sense sense, Fact<?> fact, Cause cause) {
        unknown(rules.mustKnow(sense), fact, cause);
    }

    private void unknown(boolean mustKnow, Fact<?> fact, Cause cause) {
        var why = fact instanceof Fact.Undetectable<?>(String id) ? id : "";
        when(
                mustKnow && memory.holds(cause.id(), signal(Optional.of(!why.isEmpty())), AT_ONCE),
                cause,
                why);
    }

    private void when(boolean is, Cause cause, String detail) {
        if (is) {
            against.add(new Reason(cause, detail));
        }
    }

    private String next(WeekHours hours) {
        return hours.changes(facts.wall()).map(this::time).orElse("");
    }

    private ZonedDateTime wall(Instant at) {
        return at.atZone(facts.zone());
    }

    private String time(ZonedDateTime at) {
        boolean today = at.toLocalDate().equals(facts.wall().toLocalDate());
        return at.format(today ? TODAY : LATER);
    }

    private static String minutes(Duration left) {
        return Long.toString(Math.max(1, left.plusSeconds(59).toMinutes()));
    }

    private static String number(double value) {
        return BigDecimal.valueOf(Math.round(value * 100), 2).stripTrailingZeros().toPlainString();
    }
}
