package hearth.app.hardware;

import hearth.app.text.Blindness;
import hearth.app.text.Speech;
import hearth.app.text.Words;
import hearth.hardware.Reading;
import hearth.worker.MachineView;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// All that the Hardware screen shows of the machine at one moment.
///
/// @param engine what computes
/// @param setback why nothing better does; empty where nothing is in the way
/// @param blind what of the person this system does not tell
record Figures(
        List<Panel> cards,
        Panel computer,
        String engine,
        Optional<Words.Sentence> setback,
        List<Blindness> blind) {
    private static final int LONGEST_NAME = 60;

    /// Nothing before the first sample.
    static Optional<Figures> of(MachineView machine, Speech speech) {
        if (machine.samples().isEmpty()) {
            return Optional.empty();
        }
        var gauges = new Gauges(machine, speech);
        var now = machine.samples().getLast();
        return Optional.of(
                new Figures(
                        now.cards().stream()
                                .map(card -> card(card, machine, gauges, speech))
                                .toList(),
                        new Panel(
                                "cpu",
                                speech.text(
                                        "computer.cpu",
                                        Words.plain(machine.cpu(), LONGEST_NAME),
                                        machine.cores()),
                                computerFacts(now.rest(), speech),
                                gauges.ofComputer(machine),
                                List.of()),
                        engine(machine.engine().device(), speech),
                        setback(machine, speech),
                        Blindness.of(machine.blind(), speech.words())));
    }

    private static Panel card(
            Reading.Graphics card, MachineView machine, Gauges gauges, Speech speech) {
        return new Panel(
                card.id(),
                Words.plain(card.name(), LONGEST_NAME),
                cardFacts(card, speech),
                gauges.ofCard(card),
                programs(card, machine, speech));
    }

    private static List<String> cardFacts(Reading.Graphics card, Speech speech) {
        var facts = new ArrayList<String>();
        facts.add(
                card.fan()
                        .map(f -> speech.text("fact.fan", speech.amounts().percent(f, 0)))
                        .orElseGet(() -> speech.text("absent.card.fan")));
        card.clocks()
                .coreMhz()
                .ifPresent(
                        mhz -> facts.add(speech.text("fact.clock", speech.amounts().count(mhz))));
        card.clocks()
                .memoryMhz()
                .ifPresent(
                        mhz ->
                                facts.add(
                                        speech.text(
                                                "fact.memory-clock", speech.amounts().count(mhz))));
        return facts;
    }

    private static List<String> computerFacts(Reading.Rest rest, Speech speech) {
        var facts = new ArrayList<String>();
        rest.cpuMhz()
                .ifPresent(
                        mhz -> facts.add(speech.text("fact.clock", speech.amounts().count(mhz))));
        for (int turns : rest.fansPerMinute()) {
            facts.add(speech.text("fact.case-fan", speech.amounts().count(turns)));
        }
        rest.batteryWatts()
                .ifPresent(
                        w ->
                                facts.add(
                                        speech.text(
                                                "fact.battery-draw",
                                                speech.amounts().decimal(w, 1))));
        return facts;
    }

    private static List<String> programs(
            Reading.Graphics card, MachineView machine, Speech speech) {
        var others =
                machine.programs().stream()
                        .filter(program -> program.card().equals(card.id()))
                        .map(program -> program(program, speech))
                        .toList();
        if (!others.isEmpty()) {
            return others;
        }
        return List.of(
                speech.text(card.tenants().isPresent() ? "programs.none" : "programs.untold"));
    }

    private static String program(MachineView.Program program, Speech speech) {
        var text = new StringBuilder();
        text.append(
                program.name()
                        .map(name -> Words.plain(name, LONGEST_NAME))
                        .orElseGet(
                                () ->
                                        speech.text(
                                                "programs.process", Long.toString(program.pid()))));
        program.vramBytes().ifPresent(b -> text.append(" · ").append(speech.amounts().bytes(b)));
        program.load().ifPresent(l -> text.append(" · ").append(speech.amounts().percent(l, 0)));
        return text.toString();
    }

    static String engine(String device, Speech speech) {
        return speech.words()
                .find("engine." + device)
                .orElseGet(() -> speech.text("engine.other", Words.plain(device, LONGEST_NAME)));
    }

    private static Optional<Words.Sentence> setback(MachineView machine, Speech speech) {
        return machine.engine()
                .setback()
                .map(reason -> speech.words().reason(reason.id(), reason.detail()));
    }
}
