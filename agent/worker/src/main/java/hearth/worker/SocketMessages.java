package hearth.worker;

import hearth.protocol.JobId;
import hearth.protocol.Json;
import hearth.protocol.MalformedMessageException;
import hearth.protocol.Messages;
import hearth.worker.policy.RunRules;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// What goes over the local socket: one JSON record a line, requests from the client, replies in
/// the same order. After `watch` the agent sends snapshots until the client hangs up. Described in
/// `docs/decisions/0001-local-socket.md`.
final class SocketMessages {
    static final int VERSION = 1;
    static final int MAX_REQUEST = 1 << 16;
    static final int MAX_REPLY = 1 << 24;

    private SocketMessages() {}

    enum Verb {
        STATUS,
        WATCH,
        SHARE,
        RULES,
        SET_RULES,
        PAUSE,
        FINISH_NOW,
        LIMITS,
        LIMIT,
        BIND_PAYOUT,
        ROUNDS,
        RESULTS,
        MACHINE,
        SHUTDOWN
    }

    /// @param on for `SHARE`
    /// @param binding for `BIND_PAYOUT`
    /// @param job for `ROUNDS`
    /// @param after,limit for `RESULTS`; `after` in nanoseconds for `MACHINE`
    /// @param limits for `LIMIT`
    /// @param rules for `SET_RULES`
    /// @param until for `PAUSE`
    record Request(
            int version,
            Verb verb,
            Optional<Boolean> on,
            Optional<Messages.PayoutBinding> binding,
            Optional<JobId> job,
            Optional<Long> after,
            Optional<Integer> limit,
            Optional<TransferLimits> limits,
            Optional<RunRules> rules,
            Optional<Instant> until) {
        Request {
            Objects.requireNonNull(verb);
        }

        static Request of(Verb verb) {
            return new Request(
                    VERSION,
                    verb,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());
        }

        Request with(RunRules changed) {
            return new Request(
                    version,
                    verb,
                    on,
                    binding,
                    job,
                    after,
                    limit,
                    limits,
                    Optional.of(changed),
                    until);
        }

        Request with(Duration after) {
            return new Request(
                    version,
                    verb,
                    on,
                    binding,
                    job,
                    Optional.of(after.toNanos()),
                    limit,
                    limits,
                    rules,
                    until);
        }

        Request with(Instant end) {
            return new Request(
                    version, verb, on, binding, job, after, limit, limits, rules, Optional.of(end));
        }
    }

    /// @param problem stable id of what stands against the request; then nothing else is there
    record Reply(
            int version,
            Optional<AgentSnapshot> snapshot,
            Optional<List<Messages.RoundView>> rounds,
            Optional<List<Messages.ResultView>> results,
            Optional<TransferLimits> limits,
            Optional<RunRules> rules,
            Optional<String> problem,
            Optional<MachineView> machine) {
        private static final Reply DONE =
                new Reply(
                        VERSION,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty());

        static Reply done() {
            return DONE;
        }

        static Reply of(AgentSnapshot snapshot) {
            return new Reply(
                    VERSION,
                    Optional.of(snapshot),
                    DONE.rounds,
                    DONE.results,
                    DONE.limits,
                    DONE.rules,
                    DONE.problem,
                    DONE.machine);
        }

        static Reply ofRounds(List<Messages.RoundView> rounds) {
            return new Reply(
                    VERSION,
                    DONE.snapshot,
                    Optional.of(rounds),
                    DONE.results,
                    DONE.limits,
                    DONE.rules,
                    DONE.problem,
                    DONE.machine);
        }

        static Reply ofResults(List<Messages.ResultView> results) {
            return new Reply(
                    VERSION,
                    DONE.snapshot,
                    DONE.rounds,
                    Optional.of(results),
                    DONE.limits,
                    DONE.rules,
                    DONE.problem,
                    DONE.machine);
        }

        static Reply ofLimits(TransferLimits limits) {
            return new Reply(
                    VERSION,
                    DONE.snapshot,
                    DONE.rounds,
                    DONE.results,
                    Optional.of(limits),
                    DONE.rules,
                    DONE.problem,
                    DONE.machine);
        }

        static Reply ofRules(RunRules rules) {
            return new Reply(
                    VERSION,
                    DONE.snapshot,
                    DONE.rounds,
                    DONE.results,
                    DONE.limits,
                    Optional.of(rules),
                    DONE.problem,
                    DONE.machine);
        }

        static Reply of(MachineView machine) {
            return new Reply(
                    VERSION,
                    DONE.snapshot,
                    DONE.rounds,
                    DONE.results,
                    DONE.limits,
                    DONE.rules,
                    DONE.problem,
                    Optional.of(machine));
        }

        static Reply problem(String id) {
            return new Reply(
                    VERSION,
                    DONE.snapshot,
                    DONE.rounds,
                    DONE.results,
                    DONE.limits,
                    DONE.rules,
                    Optional.of(id),
                    DONE.machine);
        }
    }

    static void write(OutputStream out, Object message) throws IOException {
        var json = Json.bytes(message);
        var line = new byte[json.length + 1];
        System.arraycopy(json, 0, line, 0, json.length);
        line[json.length] = '\n';
        out.write(line);
        out.flush();
    }

    /// The next record, or nothing at the end of the stream.
    ///
    /// @throws MalformedMessageException if the line is too long or not that record
    static <T> Optional<T> read(InputStream in, int most, Class<T> type) throws IOException {
        var line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                return Optional.empty();
            }
            if (line.size() == most) {
                throw new MalformedMessageException("line too long", null);
            }
            line.write(b);
        }
        return Optional.of(Json.read(line.toByteArray(), type));
    }
}
