package hearth.worker;

import hearth.hardware.Reading;
import hearth.worker.AgentSnapshot.Reason;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// This computer's figures, for those who look at them: what it read of itself lately, what it
/// cannot see, and what computes. Absent means that this machine cannot tell; never zero.
///
/// @param cores logical processors
/// @param samples oldest first
/// @param blind facts of the person that this system does not tell, each with the id of why
/// @param programs that are not ours and hold memory of a graphics card now
public record MachineView(
        String cpu,
        int cores,
        long memoryBytes,
        List<Sample> samples,
        SortedMap<String, String> blind,
        Engine engine,
        List<Program> programs) {
    /// What was read at one moment.
    ///
    /// @param since how long the agent had been looking then; starts again with the agent
    /// @param cpuLoad 0…1 over all cores
    /// @param cpuTemperature degrees Celsius
    /// @param battery absent on the mains
    public record Sample(
            Duration since,
            Optional<Double> cpuLoad,
            Optional<Double> cpuTemperature,
            Optional<Long> memoryFreeBytes,
            Optional<Battery> battery,
            Reading.Rest rest,
            List<Reading.Graphics> cards) {
        public Sample {
            cards = List.copyOf(cards);
        }

        static Sample of(Duration since, Reading read) {
            return new Sample(
                    since,
                    read.cpuLoad(),
                    read.cpuTemperature(),
                    read.memoryFreeBytes(),
                    switch (read.power()) {
                        case Reading.Power.Mains _ -> Optional.empty();
                        case Reading.Power.Battery(var charge) -> Optional.of(new Battery(charge));
                    },
                    read.rest(),
                    read.graphics());
        }
    }

    /// @param charge 0…1 of what is left, absent where the battery does not say
    public record Battery(Optional<Double> charge) {}

    /// What training computes on.
    ///
    /// @param device such as `cpu`
    /// @param setback why no better device of this computer is used
    public record Engine(String device, Optional<Reason> setback) {}

    /// A program of somebody else on a graphics card.
    ///
    /// @param card id
    /// @param name of its file, where the system tells
    /// @param load 0…1 of the card that is its doing
    public record Program(
            String card,
            long pid,
            Optional<String> name,
            Optional<Long> vramBytes,
            Optional<Double> load) {}

    public MachineView {
        samples = List.copyOf(samples);
        blind = new TreeMap<>(blind);
        programs = List.copyOf(programs);
    }
}
