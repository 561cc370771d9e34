package hearth.trainer.engine;

import java.util.List;

/// A way to ask NVIDIA's driver for its cards.
public interface NvidiaDriver {
    /// What came of it.
    sealed interface Answer {
        /// @param cards may be empty: a driver without a card
        record Cards(List<GraphicsCard> cards) implements Answer {}

        /// @param reason half a sentence in English, without text of the driver's
        record Absent(String reason) implements Answer {}
    }

    Answer ask();

    /// Asks the next one where the first is absent.
    static NvidiaDriver firstOf(NvidiaDriver first, NvidiaDriver second) {
        return () -> {
            var answer = first.ask();
            return switch (answer) {
                case Answer.Cards cards -> cards;
                case Answer.Absent(var reason) ->
                        switch (second.ask()) {
                            case Answer.Cards cards -> cards;
                            case Answer.Absent(var other) ->
                                    new Answer.Absent(reason + "; " + other);
                        };
            };
        };
    }

    /// The driver's library, then its command.
    static NvidiaDriver ofThisMachine(HostPlatform platform) {
        return firstOf(NvmlDriver.ofThisMachine(platform), NvidiaSmi.ofThisMachine());
    }
}
