package hearth.app.earnings;

import java.util.Optional;
import java.util.function.Supplier;

/// Opens the chain at the first question.
public final class TrailDeskOnDemand implements TrailDesk {
    private final Supplier<TrailDesk> desk;

    public TrailDeskOnDemand(Supplier<TrailDesk> desk) {
        this.desk = desk;
    }

    @Override
    public Optional<Trail> trail(long epoch) {
        return desk.get().trail(epoch);
    }

    @Override
    public Claimed claimed(String transaction) {
        return desk.get().claimed(transaction);
    }
}
