package hearth.app.jobs;

import hearth.app.agent.AgentFeed;
import hearth.app.agent.AgentState;
import hearth.app.background.Background;
import hearth.app.background.Calculation;
import hearth.app.earnings.ResultBook;
import hearth.app.earnings.ResultRow;
import hearth.app.earnings.Verdict;
import hearth.app.rules.RulesFeed;
import hearth.app.text.Speech;
import hearth.protocol.JobId;
import hearth.protocol.Messages.ResultView;
import hearth.protocol.Messages.RoundView;
import hearth.protocol.Sha256;
import hearth.protocol.Wei;
import hearth.worker.AgentSnapshot;

import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import javafx.util.Subscription;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Jobs: what is being trained, one of them closer, and what this computer did for it.
public final class JobsViewModel {
    private static final int SHOWN_RESULTS = 8;
    private final ObservableList<Choice> choices = FXCollections.observableArrayList();
    private List<JobCard> jobs = List.of();
    private final ReadOnlyObjectWrapper<Optional<JobCard>> chosen =
            new ReadOnlyObjectWrapper<>(Optional.empty());
    private final ObservableList<RoundView> rounds = FXCollections.observableArrayList();
    private final ObservableList<ResultRow> mine = FXCollections.observableArrayList();
    private final ReadOnlyObjectWrapper<ModelCard> model =
            new ReadOnlyObjectWrapper<>(ModelCard.empty());
    private final Map<Sha256, ModelCard> models = new HashMap<>();
    private Optional<Sha256> askedModel = Optional.empty();
    private final ReadOnlyStringWrapper summary = new ReadOnlyStringWrapper("");
    private final ReadOnlyStringWrapper effect = new ReadOnlyStringWrapper("");
    private final AgentFeed agent;
    private final RulesFeed rules;
    private final Speech speech;
    private final ResultBook book;
    private final Calculation<Mine> summing;
    private Subscription following = Subscription.EMPTY;
    private Optional<Asked> asked = Optional.empty();
    private boolean answering;
    private Optional<String> linked = Optional.empty();

    /// One line of the list; stays the same while the job goes on.
    record Choice(JobId id, String title) {}

    /// What this computer did for one job.
    ///
    /// @param done all of it, newest first
    /// @param paid how many of them
    private record Mine(
            Optional<JobId> job,
            List<ResultView> done,
            int paid,
            Wei earned,
            Optional<LossEffect> effect) {}

    /// What the rounds were last asked for.
    private record Asked(JobId job, int round) {}

    public JobsViewModel(
            AgentFeed agent,
            ResultBook book,
            RulesFeed rules,
            Speech speech,
            Background background) {
        this.agent = agent;
        this.book = book;
        this.rules = rules;
        this.speech = speech;
        summing = new Calculation<>(background, this::show);
    }

    void onShow() {
        asked = Optional.empty();
        askedModel = Optional.empty();
        book.readAgain();
        answering = false;
        following =
                agent.state().subscribe(this::show).and(book.results().subscribe(this::showMine));
        showMine();
    }

    void onHide() {
        following.unsubscribe();
    }

    void choose(JobId job) {
        jobs.stream().filter(card -> card.id().equals(job)).findFirst().ifPresent(this::become);
    }

    /// Chooses a job once it is known; a name that no job has chooses none.
    void showLinked(String name) {
        linked = Optional.of(name);
        agent.state().get().newest().ifPresent(this::show);
    }

    private void show(AgentState state) {
        boolean live = state instanceof AgentState.Live;
        if (live && !answering) {
            rules.refresh();
        }
        answering = live;
        state.newest().ifPresent(this::show);
    }

    private void show(AgentSnapshot snapshot) {
        book.follow(snapshot);
        jobs = snapshot.jobs().stream().map(job -> JobCard.of(job, speech)).toList();
        List<Choice> now = jobs.stream().map(card -> new Choice(card.id(), card.title())).toList();
        if (!now.equals(choices)) {
            choices.setAll(now);
        }
        Optional<JobId> meant =
                linked.flatMap(
                        name ->
                                jobs.stream()
                                        .map(JobCard::id)
                                        .filter(id -> id.value().equals(name))
                                        .findFirst());
        if (meant.isPresent()) {
            linked = Optional.empty();
        }
        Optional<JobId> wanted =
                meant.or(() -> chosen.get().map(JobCard::id))
                        .or(() -> snapshot.progress().map(AgentSnapshot.Progress::job));
        jobs.stream()
                .filter(card -> wanted.isEmpty() || card.id().equals(wanted.get()))
                .findFirst()
                .or(() -> jobs.stream().findFirst())
                .ifPresentOrElse(this::become, () -> chosen.set(Optional.empty()));
    }

    private void become(JobCard card) {
        boolean isAnother = chosen.get().map(before -> !before.id().equals(card.id())).orElse(true);
        if (isAnother) {
            rounds.clear();
        }
        chosen.set(Optional.of(card));
        if (isAnother) {
            showMine();
        }
        showModel(card.manifest());
        Optional<Asked> now = Optional.of(new Asked(card.id(), card.round()));
        if (!now.equals(asked)) {
            asked = now;
            agent.ask(
                    link -> link.rounds(card.id()),
                    answer -> take(now, answer),
                    () -> asked = Optional.empty());
        }
    }

    /// A manifest never changes, so it is asked for once; again when the screen is shown again, if
    /// nobody could say.
    private void showModel(Sha256 manifest) {
        model.set(models.getOrDefault(manifest, ModelCard.empty()));
        if (models.containsKey(manifest) || askedModel.equals(Optional.of(manifest))) {
            return;
        }
        askedModel = Optional.of(manifest);
        agent.ask(
                link -> link.datasheet(manifest),
                sheet -> sheet.ifPresent(s -> know(manifest, ModelCard.of(s, speech))),
                () -> askedModel = Optional.empty());
    }

    private void know(Sha256 manifest, ModelCard card) {
        models.put(manifest, card);
        if (chosen.get().filter(c -> c.manifest().equals(manifest)).isPresent()) {
            model.set(card);
        }
    }

    private void take(Optional<Asked> question, List<RoundView> answer) {
        if (question.equals(asked) && !answer.equals(rounds)) {
            rounds.setAll(answer);
            showMine();
        }
    }

    /// Summed up away from the screen: there may be a hundred thousand.
    private void showMine() {
        Optional<JobId> job = chosen.get().map(JobCard::id);
        var lossAtFirst = chosen.get().flatMap(JobCard::lossAtFirst);
        List<ResultView> all = List.copyOf(book.results());
        List<RoundView> published = List.copyOf(rounds);
        summing.ask(
                () -> {
                    var done = all.stream().filter(r -> job.equals(Optional.of(r.job()))).toList();
                    var paid = done.stream().filter(r -> Verdict.of(r).isPaid()).toList();
                    return new Mine(
                            job,
                            done,
                            paid.size(),
                            paid.stream().map(ResultView::pay).reduce(Wei.ZERO, Wei::plus),
                            LossEffect.of(lossAtFirst, published, done));
                });
    }

    /// What comes after another job was chosen is not shown.
    private void show(Mine now) {
        if (!now.job().equals(chosen.get().map(JobCard::id))) {
            return;
        }
        List<ResultRow> rows =
                now.done().stream()
                        .limit(SHOWN_RESULTS)
                        .map(result -> ResultRow.of(result, speech))
                        .toList();
        if (!rows.equals(mine)) {
            mine.setAll(rows);
        }
        summary.set(
                now.done().isEmpty()
                        ? ""
                        : speech.text(
                                "jobs.mine.summary",
                                now.paid(),
                                now.done().size(),
                                speech.amounts().brief(now.earned())));
        effect.set(now.effect().map(this::inWords).orElse(""));
    }

    private String inWords(LossEffect now) {
        return speech.text(
                        now.change().signum() <= 0 ? "jobs.effect.fell" : "jobs.effect.rose",
                        now.rounds(),
                        now.published(),
                        speech.amounts().decimal(now.change().abs().doubleValue(), 3))
                + " "
                + speech.text("jobs.effect.share", now.mine(), now.all());
    }

    /// The rules with the kinds that are welcome; the lines of the screen change them.
    RulesFeed rules() {
        return rules;
    }

    ObservableList<Choice> choices() {
        return choices;
    }

    ReadOnlyObjectProperty<Optional<JobCard>> chosen() {
        return chosen.getReadOnlyProperty();
    }

    /// What the chosen job learns from; empty while nobody has said.
    ReadOnlyObjectProperty<ModelCard> model() {
        return model.getReadOnlyProperty();
    }

    /// Published rounds of the chosen job, oldest first.
    ObservableList<RoundView> rounds() {
        return rounds;
    }

    /// Newest results of this computer for the chosen job.
    ObservableList<ResultRow> mine() {
        return mine;
    }

    ReadOnlyStringProperty summary() {
        return summary.getReadOnlyProperty();
    }

    /// How the loss went where this computer had a part; empty while that cannot be said.
    ReadOnlyStringProperty effect() {
        return effect.getReadOnlyProperty();
    }
}
