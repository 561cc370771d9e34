package hearth.app.hardware;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.app.fixture.Machines;
import hearth.app.fixture.Said;
import hearth.app.text.Blindness;
import hearth.app.text.Speech;
import hearth.app.text.Words;
import hearth.worker.MachineView;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

class FiguresTest {
    /// Ids in the source; the name of a thread is none.
    private static final Pattern KEBAB = Pattern.compile("(?<!name\\()\"([a-z]+(?:-[a-z]+)+)\"");

    private final Speech speech = Said.speech();

    private Figures of(MachineView machine) {
        return Figures.of(machine, speech).orElseThrow();
    }

    private static Gauge gauge(Panel panel, String title) {
        return panel.gauges().stream()
                .filter(gauge -> gauge.title().equals(title))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void drawsFourMinutesOfEachFigure() {
        var card = of(Machines.gaming()).cards().getFirst();
        var load = gauge(card, "Load");
        assertThat(load.value()).isEqualTo("98%");
        assertThat(load.scale()).isEqualTo("0 to 100%");
        var points = load.curves().getFirst().points();
        assertThat(points).hasSize(240);
        assertThat(points.getFirst().age()).isEqualTo(239);
        assertThat(points.getLast().age()).isZero();
        assertThat(gauge(card, "Memory").top()).isEqualTo(12.0 * (1L << 30));
        assertThat(gauge(card, "Power").top()).isEqualTo(200);
        assertThat(card.programs()).containsExactly("firefox · 412 MB");
    }

    @Test
    void saysWhyAFigureIsAbsentAndNeverShowsZeroInstead() {
        var silent = of(Machines.gaming()).cards().get(1);
        var temperature = gauge(silent, "Temperature");
        assertThat(temperature.isKnown()).isFalse();
        assertThat(temperature.curves()).isEmpty();
        assertThat(temperature.note())
                .isEqualTo("The driver of this card does not tell its temperature.");
        assertThat(silent.programs())
                .containsExactly("The driver of this card does not list them.");
        var laptop = of(Machines.laptop()).computer();
        assertThat(laptop.gauges().stream().filter(gauge -> !gauge.isKnown()).map(Gauge::title))
                .containsExactly("Temperature", "Disk", "Network");
        assertThat(gauge(laptop, "Battery").value()).isEqualTo("63%");
    }

    @Test
    void aDeviceThatCouldNotBeUsedHasItsReasonAndFix() {
        var figures = of(Machines.laptop());
        assertThat(figures.engine()).isEqualTo("PyTorch, on the processor");
        assertThat(figures.setback().orElseThrow().fix())
                .isEqualTo("Install NVIDIA's driver and restart the computer.");
        assertThat(of(Machines.gaming()).setback()).isEmpty();
    }

    /// The ids are those of the engines, and of a training that fell back.
    @Test
    void everyObstacleOfAnEngineHasItsWords() throws IOException {
        var ids = new TreeSet<>(List.of("engine-fell-back"));
        Path engines = Path.of("..", "agent/trainer/src/main/java/hearth/trainer/engine");
        for (String file : List.of("Obstacle.java", "EngineProblem.java")) {
            KEBAB.matcher(Files.readString(engines.resolve(file)))
                    .results()
                    .forEach(found -> ids.add(found.group(1)));
        }
        assertThat(ids).contains("nvidia-driver-old", "engine-probe", "card-too-new");
        var words = speech.words();
        assertThat(
                        ids.stream()
                                .flatMap(
                                        id ->
                                                Stream.of(".title", ".text", ".fix")
                                                        .map(("reason." + id)::concat))
                                .filter(key -> words.find(key).isEmpty()))
                .isEmpty();
    }

    @Test
    void everyReasonWhyAFactIsNotToldHasItsWords() throws IOException {
        var ids = new TreeSet<String>();
        Path desktops = Path.of("..", "agent/hardware/src/main/java/hearth/hardware/desktop");
        try (Stream<Path> files = Files.list(desktops)) {
            // A tray's words are those of its protocol.
            for (Path file : files.filter(f -> !f.toString().contains("Tray")).toList()) {
                KEBAB.matcher(Files.readString(file))
                        .results()
                        .forEach(found -> ids.add(found.group(1)));
            }
        }
        assertThat(ids).contains("wayland-hides-windows", "no-logind");
        assertThat(ids.stream().filter(id -> speech.words().find("blind.why." + id).isEmpty()))
                .isEmpty();
    }

    @Test
    void aFactThatThisVersionDoesNotKnowHasGeneralWords() {
        var words = new Words(speech.words().locale());
        var unknown = new TreeMap<String, String>();
        unknown.put("mood", "mind-closed");
        assertThat(Blindness.of(unknown, words))
                .containsExactly(
                        new Blindness("Something about you", "The system does not say it."));
    }
}
