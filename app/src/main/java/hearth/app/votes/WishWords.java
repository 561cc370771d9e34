package hearth.app.votes;

import hearth.app.text.Speech;
import hearth.chain.Proposal;
import hearth.keys.Address;
import hearth.keys.AddressReading;

import java.util.List;
import java.util.Optional;

/// A wish in words, for the last look before it is signed.
///
/// @param details what it would do, or to whom, line by line
/// @param note what the owner should know of it
/// @param doneKey text of the bundle for when it is done
record WishWords(String sentence, String title, List<String> details, String note, String doneKey) {
    static WishWords of(Wish wish, VotesPage page, Speech speech) {
        var words = new ProposalWords(speech);
        return switch (wish) {
            case Wish.Cast cast ->
                    about(
                            cast.proposal(),
                            speech.text(
                                    "votes.confirm.cast",
                                    words.ballot(cast.ballot()),
                                    speech.amounts().shown().brief(cast.proposal().power())),
                            "votes.confirm.cast.note",
                            "votes.cast.done",
                            speech);
            case Wish.PassOn on ->
                    about(
                            on.proposal(),
                            speech.text("votes.confirm.pass-on"),
                            "votes.confirm.pass-on.note",
                            "votes.pass-on.done",
                            speech);
            case Wish.CarryOut out ->
                    about(
                            out.proposal(),
                            speech.text("votes.confirm.carry-out"),
                            "votes.confirm.carry-out.note",
                            "votes.carry-out.done",
                            speech);
            case Wish.Delegate to ->
                    new WishWords(
                            speech.text(
                                    to.isOwn()
                                            ? "votes.confirm.take-back"
                                            : "votes.confirm.delegate",
                                    page.standing().map(VotesPage.Standing::stake).orElse("")),
                            "",
                            List.of(to.to().grouped()),
                            speech.text("votes.confirm.delegate.note"),
                            to.isOwn() ? "votes.take-back.done" : "votes.delegate.done");
        };
    }

    private static WishWords about(
            Proposal proposal, String sentence, String note, String done, Speech speech) {
        var words = new ProposalWords(speech);
        return new WishWords(
                sentence, words.title(proposal), words.calls(proposal), speech.text(note), done);
    }

    /// The wish to give votes to an address that somebody typed, or the id of why it is none.
    record Typed(Optional<Wish> wish, String refusal) {
        static Typed of(String text, VotesPage.Standing own) {
            return switch (Address.read(text)) {
                case AddressReading.Valid valid ->
                        valid.address().equals(own.account())
                                ? new Typed(Optional.empty(), "own-address")
                                : new Typed(
                                        Optional.of(new Wish.Delegate(valid.address(), false)), "");
                case AddressReading.Invalid invalid ->
                        new Typed(
                                Optional.empty(),
                                switch (invalid.reason()) {
                                    case WRONG_CHECKSUM -> "wrong-checksum";
                                    case NAME -> "name";
                                    case MALFORMED -> "not-an-address";
                                });
            };
        }
    }
}
