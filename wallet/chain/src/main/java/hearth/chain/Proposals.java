package hearth.chain;

import java.util.List;

/// The newest proposals, newest first.
///
/// @param sinceBlock from which block on was looked; older ones are not in the list
/// @param unreadable how many a node showed whose content does not fit their id; they are left out
public record Proposals(List<Proposal> list, long sinceBlock, int unreadable) {
    public Proposals {
        list = List.copyOf(list);
    }
}
