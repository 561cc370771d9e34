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
    /// @param quick turns of a quarter of a second, in place of a second
    public static List<BenchCase> of(Path text, Path images, boolean quick) {
        int share = quick ? 4 : 1;
        var cases = new ArrayList<BenchCase>();
        for (int threads : new int[] {1, 2}) {
            cases.add(new BenchCase("gpt 6 x 384", GPT, text, 4, threads, 8 / share));
            cases.add(new BenchCase("gpt 2 x 64", PRACTICE, text, 16, threads, 80 / share));
            cases.add(new BenchCase("cnn", CNN, images, 256, threads, 24 / share));
            cases.add(new BenchCase("cnn", CNN, images, 32, threads, 160 / share));
        }
        return cases;
    }

    private static RecipeConfig gpt(long depth, long width, long heads) {
        return new RecipeConfig(
                "gpt",
                new TreeMap<>(
                        Map.of("depth", depth, "width", width, "heads", heads, "context", 64L)));
    }
}
