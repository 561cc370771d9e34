package hearth.worker;

import hearth.hardware.Observation;
import hearth.hardware.Reading;
import hearth.worker.MachineView.Program;
import hearth.worker.MachineView.Sample;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The readings of the last minutes, so that a chart is there when its window opens. Safe to call
/// from any thread.
final class MachineTrace {
    private static final Duration KEPT = Duration.ofMinutes(5);

    private final Deque<Observation> seen = new ArrayDeque<>();

    /// What was seen without a new reading of the machine is not kept; two readings may well be
    /// equal.
    @SuppressWarnings("ReferenceEquality")
    synchronized void add(Observation next) {
        var last = seen.peekLast();
        if (last != null
                && (last.reading() == next.reading()
                        || last.since().compareTo(next.since()) >= 0)) {
            return;
        }
        seen.addLast(next);
        while (seen.getFirst().since().plus(KEPT).compareTo(next.since()) < 0) {
            seen.removeFirst();
        }
    }

    /// @param after readings up to then are left out; all are there if it lies ahead of the newest,
    /// because it is then of an agent before this one
    /// @param newest what is seen now
    MachineView view(Duration after, Observation newest, MachineView.Engine engine) {
        var read = newest.reading();
        return new MachineView(
                read.cpu(),
                read.cores(),
                read.memoryBytes(),
                samples(after),
                new TreeMap<>(newest.presence().undetectable()),
                engine,
                programs(read.graphics()));
    }

    private synchronized List<Sample> samples(Duration after) {
        boolean all = seen.isEmpty() || after.compareTo(seen.getLast().since()) > 0;
        return seen.stream()
                .filter(o -> all || o.since().compareTo(after) > 0)
                .map(o -> Sample.of(o.since(), o.reading()))
                .toList();
    }

    private static List<Program> programs(List<Reading.Graphics> cards) {
        if (cards.stream().allMatch(card -> card.tenants().orElse(List.of()).isEmpty())) {
            return List.of();
        }
        var own = own();
        return cards.stream().flatMap(card -> programs(card, own)).toList();
    }

    private static Stream<Program> programs(Reading.Graphics card, Set<Long> own) {
        return card.tenants().orElse(List.of()).stream()
                .filter(tenant -> !own.contains(tenant.pid()))
                .map(
                        tenant ->
                                new Program(
                                        card.id(),
                                        tenant.pid(),
                                        ProcessHandle.of(tenant.pid())
                                                .flatMap(process -> process.info().command())
                                                .map(
                                                        file ->
                                                                Path.of(file)
                                                                        .getFileName()
                                                                        .toString()),
                                        tenant.vramBytes(),
                                        tenant.load()));
    }

    private static Set<Long> own() {
        var us = ProcessHandle.current();
        return Stream.concat(Stream.of(us), us.descendants())
                .map(ProcessHandle::pid)
                .collect(Collectors.toSet());
    }
}
