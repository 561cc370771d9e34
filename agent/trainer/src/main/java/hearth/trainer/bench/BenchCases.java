package hearth.trainer.bench;

import hearth.protocol.RecipeConfig;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The comparisons that are made by default, each with one and with two threads: a GPT of 10.8
/// million parameters, the practice network's GPT, and a CNN of 202 thousand with large and with
/// small batches.
public final class BenchCases {
    private static final RecipeConfig GPT = gpt(6, 384, 6);
    private static final RecipeConfig PRACTICE = gpt(2, 64, 4);
    private static final RecipeConfig CNN =
            new RecipeConfig("cnn", new TreeMap<>(Map.of("channels", 16L, "hidden", 128L)));

    private BenchCases() {}

    /// @param text data of `gpt`
    /// @param images data of `cnn`
    /// @param seconds of a turn, about
    public static List<BenchCase> of(Path text, Path images, double seconds) {
        var cases = new ArrayList<BenchCase>();
        for (int threads : new int[] {1, 2}) {
            cases.add(new BenchCase("gpt 6 x 384", GPT, text, 4, threads, steps(8, seconds)));
            cases.add(new BenchCase("gpt 2 x 64", PRACTICE, text, 16, threads, steps(80, seconds)));
            cases.add(new BenchCase("cnn", CNN, images, 256, threads, steps(24, seconds)));
            cases.add(new BenchCase("cnn", CNN, images, 32, threads, steps(160, seconds)));
        }
        return cases;
    }

    private static int steps(int inASecond, double seconds) {
        return Math.max(2, Math.toIntExact(Math.round(inASecond * seconds)));
    }

    private static RecipeConfig gpt(long depth, long width, long heads) {
        return new RecipeConfig(
                "gpt",
                new TreeMap<>(
                        Map.of("depth", depth, "width", width, "heads", heads, "context", 64L)));
    }
}
