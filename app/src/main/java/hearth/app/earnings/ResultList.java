package hearth.app.earnings;

import hearth.protocol.Messages.ResultView;

import javafx.collections.ObservableListBase;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/// Results, newest first, each once. However many a merge brings, whoever looks hears of it once,
/// and of no more than changed.
final class ResultList extends ObservableListBase<ResultView> {
    /// Above that a whole new list is less work than its changes.
    private static final int FEW = 200;

    private final ArrayList<ResultView> results = new ArrayList<>();

    /// Takes what is new and what changed.
    void merge(Collection<ResultView> news) {
        List<ResultView> changed = news.stream().filter(result -> !isKnown(result)).toList();
        if (changed.isEmpty()) {
            return;
        }
        beginChange();
        if (changed.size() > FEW) {
            replace(changed);
        } else {
            changed.forEach(this::put);
        }
        endChange();
    }

    private boolean isKnown(ResultView result) {
        return find(result.sequence()).filter(result::equals).isPresent();
    }

    private void replace(List<ResultView> changed) {
        var all = new TreeMap<Long, ResultView>(Collections.reverseOrder());
        results.forEach(result -> all.put(result.sequence(), result));
        changed.forEach(result -> all.put(result.sequence(), result));
        List<ResultView> before = List.copyOf(results);
        results.clear();
        results.addAll(all.values());
        nextReplace(0, results.size(), before);
    }

    private void put(ResultView result) {
        int at = place(result.sequence());
        if (at >= 0) {
            nextSet(at, results.set(at, result));
        } else {
            int gap = -at - 1;
            results.add(gap, result);
            nextAdd(gap, gap + 1);
        }
    }

    Optional<ResultView> find(long sequence) {
        int at = place(sequence);
        return at < 0 ? Optional.empty() : Optional.of(results.get(at));
    }

    /// Where it is, or where it would be: as [Collections#binarySearch].
    private int place(long sequence) {
        int low = 0;
        int high = results.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            long there = results.get(middle).sequence();
            if (there == sequence) {
                return middle;
            }
            if (there > sequence) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -low - 1;
    }

    @Override
    public ResultView get(int index) {
        return results.get(index);
    }

    @Override
    public int size() {
        return results.size();
    }
}
