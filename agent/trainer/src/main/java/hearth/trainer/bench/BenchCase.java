package hearth.trainer.bench;

import hearth.protocol.RecipeConfig;

import java.nio.file.Path;

/// One comparison. A turn is `steps` optimiser steps from the same start on the same batches, by
/// one side; a round is one turn of each.
///
/// @param name short, for people
/// @param shard data in the recipe's form
public record BenchCase(
        String name, RecipeConfig recipe, Path shard, int batch, int threads, int steps) {
    public BenchCase {
        if (steps < 2 || batch < 1 || threads < 1) {
            throw new IllegalArgumentException("a turn needs two steps, a batch and a thread");
        }
    }
}
