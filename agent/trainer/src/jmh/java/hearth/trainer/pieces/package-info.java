/// What the pieces of a lease cost, each alone, measured by JMH.
@org.jspecify.annotations.NullMarked
package hearth.trainer.pieces;
