package hearth.chain;

import java.net.URI;

/// What one node said that the others did not. Texts of a node never get here: both sides are
/// numbers, hex digits or words of ours, at most 80 characters.
///
/// @param about what was asked, such as `balanceOf` or `head`
/// @param said by this node
/// @param others what those said who agree, or, where nobody agrees, what each of them said
public record NodeFinding(URI node, Kind kind, String about, String said, String others) {
    /// What is wrong with the node.
    public enum Kind {
        /// No usable answer.
        SILENT,
        /// It asked to be left alone for a while, or was asked too often.
        BUSY,
        /// Its newest block is far behind or ahead of the others'.
        OTHER_HEIGHT,
        /// Another answer to the same question about the same block.
        OTHER_ANSWER,
        /// Its proof does not fit the block that the nodes agree on.
        FALSE_PROOF
    }
}
