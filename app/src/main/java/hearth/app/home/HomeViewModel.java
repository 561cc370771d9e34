package hearth.app.home;

import hearth.app.agent.AgentFeed;
import hearth.app.agent.AgentState;
import hearth.app.earnings.ResultRow;
import hearth.app.jobs.JobWords;
import hearth.app.look.Tone;
import hearth.app.text.Notices;
import hearth.app.text.Speech;
import hearth.app.text.Words;
import hearth.protocol.JobId;
import hearth.protocol.LeaseId;
import hearth.protocol.Messages.JobView;
import hearth.protocol.Messages.ResultView;
import hearth.protocol.Messages.RoundView;
import hearth.worker.AgentSnapshot;

import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import javafx.util.Subscription;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/// Home: the switch, what runs now and why or why not, today.
public final class HomeViewModel {
    private static final int RECENT = 6;

    /// From one lease to the next, on a network that has work.
    private static final Duration BETWEEN_LEASES = Duration.ofSeconds(5);

    private static final int LONGEST_TITLE = 60;
    private static final int LONGEST_SAMPLE = 320;
    private final ReadOnlyStringWrapper greeting = new ReadOnlyStringWrapper("");
    private final ReadOnlyStringWrapper summary = new ReadOnlyStringWrapper("");
    private final ReadOnlyObjectWrapper<Status> status;
    private final ReadOnlyObjectWrapper<Optional<Running>> running =
            new ReadOnlyObjectWrapper<>(Optional.empty());
    private final ReadOnlyObjectWrapper<Today> today;
    private final ReadOnlyBooleanWrapper sharing = new ReadOnlyBooleanWrapper();
    private final ReadOnlyBooleanWrapper switchable = new ReadOnlyBooleanWrapper();
    private final ReadOnlyObjectWrapper<Optional<Words.Sentence>> problem =
            new ReadOnlyObjectWrapper<>(Optional.empty());
    private final ObservableList<ResultRow> recent = FXCollections.observableArrayList();
    private final ObservableList<JobRow> jobs = FXCollections.observableArrayList();
    private final ObservableList<RoundView> rounds = FXCollections.observableArrayList();
    private final AgentFeed agent;
    private final Speech speech;
    private final JobWords words;
    private final Notices notices;
    private Subscription following = Subscription.EMPTY;
    private Optional<Followed> followed = Optional.empty();
    private Optional<Seen> seen = Optional.empty();
    private Optional<Ran> lastRan = Optional.empty();

    public HomeViewModel(AgentFeed agent, Speech speech, Notices notices) {
        this.agent = agent;
        this.speech = speech;
        words = new JobWords(speech);
        this.notices = notices;
        status = new ReadOnlyObjectWrapper<>(Status.of(agent.state().get(), speech));
        today = new ReadOnlyObjectWrapper<>(Today.unknown());
    }

    void onShow() {
        following = agent.state().subscribe(this::show);
    }

    void onHide() {
        following.unsubscribe();
    }

    /// Turns sharing on or off. The switch follows the agent, so it springs back when that fails.
    void share(boolean on) {
        if (on == sharing.get()) {
            return;
        }
        switchable.set(false);
        agent.tell(
                link -> link.share(on),
                () -> switchable.set(true),
                () -> {
                    switchable.set(true);
                    sharing.set(on);
                    sharing.set(!on);
                    notices.bad(speech.text("home.share.failed"));
                });
    }

    private void show(AgentState state) {
        status.set(Status.of(state, speech));
        switchable.set(state instanceof AgentState.Live);
        state.newest()
                .ifPresentOrElse(
                        this::show,
                        () -> {
                            seen = Optional.empty();
                            greet(now().getHour());
                            summary.set(status.get().text());
                        });
    }

    private LocalDateTime now() {
        return speech.times().local(speech.times().now()).toLocalDateTime();
    }

    private void greet(int hour) {
        int evening = Integer.parseInt(speech.text("home.greeting.evening"));
        greeting.set(speech.text("home.greeting." + (hour < 12 ? 0 : hour < evening ? 1 : 2)));
    }

    private void show(AgentSnapshot snapshot) {
        sharing.set(snapshot.sharing());
        running.set(
                snapshot.progress().map(p -> Running.of(p, speech)).or(() -> justEnded(snapshot)));
        snapshot.progress().ifPresent(p -> lastRan = Optional.of(new Ran(p, snapshot.at())));
        problem.set(snapshot.problem().map(p -> speech.words().reason(p.id(), p.detail())));
        var now =
                new Seen(
                        now().truncatedTo(ChronoUnit.HOURS),
                        snapshot.today(),
                        snapshot.recent().stream().limit(RECENT).toList(),
                        snapshot.jobs());
        if (!Optional.of(now).equals(seen)) {
            seen = Optional.of(now);
            write(now, snapshot);
        }
        follow(snapshot);
    }

    /// What is below would go up and down with every lease, and be drawn anew each time.
    private Optional<Running> justEnded(AgentSnapshot snapshot) {
        return lastRan.filter(ran -> snapshot.sharing())
                .filter(ran -> snapshot.at().isBefore(ran.toldAt().plus(BETWEEN_LEASES)))
                .map(
                        ran ->
                                Running.after(
                                        ran.progress(),
                                        ran.toldAt(),
                                        snapshot.recent().stream()
                                                .filter(r -> r.lease().equals(ran.lease()))
                                                .findFirst(),
                                        speech));
    }

    private void write(Seen now, AgentSnapshot snapshot) {
        greet(now.hour().getHour());
        var earned = now.today().earned();
        summary.set(
                earned.isZero()
                        ? speech.text("home.summary.nothing")
                        : speech.text("home.summary", speech.amounts().brief(earned)));
        today.set(Today.of(snapshot, speech));
        replace(recent, now.recent().stream().map(result -> ResultRow.of(result, speech)).toList());
        replace(jobs, now.jobs().stream().map(this::row).toList());
    }

    /// Asks for the rounds of the job in work, or of the first one, whenever a round is added.
    private void follow(AgentSnapshot snapshot) {
        Optional<JobId> now = snapshot.progress().map(AgentSnapshot.Progress::job);
        Optional<Followed> wanted =
                snapshot.jobs().stream()
                        .filter(job -> now.isEmpty() || now.get().equals(job.id()))
                        .findFirst()
                        .map(job -> new Followed(job.id(), job.heldOutLoss(), job.round()));
        if (wanted.isEmpty() || wanted.equals(followed)) {
            return;
        }
        followed = wanted;
        JobId id = wanted.get().job();
        agent.ask(
                link -> link.rounds(id),
                answer -> replace(rounds, answer),
                () -> followed = Optional.empty());
    }

    private JobRow row(JobView job) {
        String start = job.heldOutLossStart().map(words::loss).orElse("–");
        return new JobRow(
                job.id(),
                Words.plain(job.title(), LONGEST_TITLE),
                words.recipe(job.recipe()),
                progress(job),
                speech.words().find("job.state." + job.state()).orElse("–"),
                job.state().equals("RUNNING") ? Tone.GOOD : Tone.NEUTRAL,
                job.heldOutLoss().map(now -> speech.text("job.loss", words.loss(now))).orElse("–"),
                job.asked().isPresent() ? "" : speech.text("job.loss.from", start),
                job.sample().map(text -> Words.plain(text.strip(), LONGEST_SAMPLE)).orElse(""));
    }

    /// Answers where a model is asked; else rounds, and how often it is right where that can be
    /// said, otherwise its size.
    private String progress(JobView job) {
        if (job.asked().isPresent()) {
            var asked = job.asked().get();
            return speech.text("job.progress.asked", asked.answered(), asked.inputs());
        }
        return job.accuracy()
                .map(
                        share ->
                                speech.text(
                                        "job.progress.right",
                                        job.round(),
                                        job.rounds(),
                                        speech.amounts().percent(share.doubleValue(), 1)))
                .orElseGet(
                        () ->
                                speech.text(
                                        "job.progress",
                                        job.round(),
                                        job.rounds(),
                                        words.parameters(job.parameters())));
    }

    private static <T> void replace(ObservableList<T> shown, List<T> wanted) {
        if (!shown.equals(wanted)) {
            shown.setAll(wanted);
        }
    }

    ReadOnlyStringProperty greeting() {
        return greeting.getReadOnlyProperty();
    }

    ReadOnlyStringProperty summary() {
        return summary.getReadOnlyProperty();
    }

    ReadOnlyObjectProperty<Status> status() {
        return status.getReadOnlyProperty();
    }

    /// The lease in work; also for a moment after it, in which the next one usually begins.
    ReadOnlyObjectProperty<Optional<Running>> running() {
        return running.getReadOnlyProperty();
    }

    ReadOnlyObjectProperty<Today> today() {
        return today.getReadOnlyProperty();
    }

    ReadOnlyBooleanProperty sharing() {
        return sharing.getReadOnlyProperty();
    }

    ReadOnlyBooleanProperty switchable() {
        return switchable.getReadOnlyProperty();
    }

    ReadOnlyObjectProperty<Optional<Words.Sentence>> problem() {
        return problem.getReadOnlyProperty();
    }

    ObservableList<ResultRow> recent() {
        return recent;
    }

    ObservableList<JobRow> jobs() {
        return jobs;
    }

    ObservableList<RoundView> rounds() {
        return rounds;
    }

    /// What takes long to put into words, and is the same in most snapshots. The words name days
    /// and parts of a day, so they hold for an hour at most.
    private record Seen(
            LocalDateTime hour,
            AgentSnapshot.Today today,
            List<ResultView> recent,
            List<JobView> jobs) {}

    /// A lease as it was told last.
    private record Ran(AgentSnapshot.Progress progress, Instant toldAt) {
        LeaseId lease() {
            return progress.lease();
        }
    }

    /// What the loss chart was last asked for.
    private record Followed(JobId job, Optional<BigDecimal> loss, int round) {}
}
