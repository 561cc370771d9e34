package hearth.chain;

import hearth.protocol.Wei;

import java.util.Optional;

/// Which epochs one claim paid: all after the claim before it, up to its own.
///
/// @param after epoch of the claim before it, 0 if it was the account's first; empty where that one
///     lies further back than is looked
/// @param epoch under whose root it was made; epochs count from 1
/// @param amount that it paid
public record PaidEpochs(Optional<Long> after, long epoch, Wei amount) {}
