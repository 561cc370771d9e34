/// Votes: what stakers are asked to decide, in plain words, and the vote itself.
@org.jspecify.annotations.NullMarked
package hearth.app.votes;
