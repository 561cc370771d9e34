package hearth.chain;

import java.nio.file.Path;
import java.util.OptionalInt;

/// Where the practice chain lives.
///
/// @param anvil the program itself, not the script around it
/// @param folder for its state, port and keys; nothing else is kept there
/// @param port fixed by a person, or empty: then one that was free the first time
public record PracticeSettings(Path anvil, Path folder, long chainId, OptionalInt port) {
    /// Chain id of every practice network; no public chain has it.
    public static final long CHAIN_ID = 424242;

    public static PracticeSettings of(Path anvil, Path folder) {
        return new PracticeSettings(anvil, folder, CHAIN_ID, OptionalInt.empty());
    }
}
