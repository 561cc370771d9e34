package hearth.trainer;

import java.nio.ByteBuffer;

/// Data of a classifier: records of `inputs` bytes and one label byte, one after the other.
record LabelledRecords(int inputs, int classes) {
    int bytes() {
        return inputs + 1;
    }

    /// @throws IllegalArgumentException if the bytes are not whole records with labels that exist
    void check(ByteBuffer shard) {
        if (shard.limit() == 0 || shard.limit() % bytes() != 0) {
            throw new IllegalArgumentException(
                    "data does not fill whole records of " + bytes() + " bytes");
        }
        for (int at = inputs; at < shard.limit(); at += bytes()) {
            if ((shard.get(at) & 0xFF) >= classes) {
                throw new IllegalArgumentException("a record has a label over " + (classes - 1));
            }
        }
    }
}
