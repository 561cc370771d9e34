package hearth.worker;

import hearth.protocol.Receipt;

/// A receipt in the agent's journal.
///
/// @param number grows in the order in which they were kept; ask for what comes after it
public record KeptReceipt(long number, Receipt receipt) {}
