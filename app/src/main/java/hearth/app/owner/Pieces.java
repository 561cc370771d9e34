package hearth.app.owner;

import java.util.List;

/// Data in the form that a recipe learns from.
///
/// @param heldOut only ever used to measure the loss
@SuppressWarnings("ArrayRecordComponent") // bytes on their way to a file
record Pieces(List<byte[]> shards, byte[] heldOut) {
    Pieces {
        shards = List.copyOf(shards);
    }
}
