package hearth.app.wallet;

import hearth.protocol.ServerId;

/// The coordinator that pays this wallet: its key, which a payout binding names, and its
/// settlements.
public record Payer(ServerId id, Claims claims) {}
