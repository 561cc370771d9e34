package hearth.testing;

import java.util.List;

/// A parser of what comes from outside, for [GuidedFuzz]. It is made anew by the fuzzer's own class
/// loader, so it needs a constructor without parameters.
public interface FuzzTarget {
    /// Small inputs of the kind that is really sent, besides those in the resources.
    List<byte[]> seeds();

    /// How many bent inputs a run of the gate tries: what it does in a second or two.
    long executions();

    /// Parses one input.
    ///
    /// @return whether it was taken; false if it was found malformed in the way that the parser
    /// promises
    /// @throws RuntimeException if the parser broke, or took what it must not take
    boolean takes(byte[] input);
}
