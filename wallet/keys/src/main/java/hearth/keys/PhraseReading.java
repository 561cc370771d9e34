package hearth.keys;

/// What typed recovery words turned out to be.
public sealed interface PhraseReading {
    /// The caller closes the phrase.
    record Valid(RecoveryPhrase phrase) implements PhraseReading {}

    /// @param position of the first word that is not in the list, from 0
    record UnknownWord(int position) implements PhraseReading {}

    /// @param words how many there were; 12, 15, 18, 21 or 24 are possible
    record WrongLength(int words) implements PhraseReading {}

    /// Every word exists, but not together: one is wrong or two are swapped.
    record WrongChecksum() implements PhraseReading {}
}
