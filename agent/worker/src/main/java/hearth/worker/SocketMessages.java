package hearth.worker;

import hearth.protocol.Json;
import hearth.protocol.MalformedMessageException;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Objects;
import java.util.Optional;

/// What goes over the local socket: one JSON record a line, requests from the client, replies in
/// the same order. After `watch` the agent sends snapshots until the client hangs up. Described in
/// `docs/decisions/0001-local-socket.md`.
final class SocketMessages {
    static final int VERSION = 2;
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
        ELECTRICITY,
        SET_ELECTRICITY,
        ACCOUNTS,
        FINISH_NOW,
        FINISH,
        LIMITS,
        LIMIT,
        BIND_PAYOUT,
        ROUNDS,
        RESULTS,
        MACHINE,
        HOUSEHOLD,
        PAIRING_CODE,
        JOIN,
        LEAVE,
        APPEAL,
        SHUTDOWN,
        EARNED_BY,
        HOLD,
        STANDINGS,
        HELD,
        DATASHEET,
        RECEIPT,
        RECEIPTS,
        PAYOUT,
        CHANGE_PAYOUT,
        UNDO_PAYOUT
    }

    /// @param body what the verb needs, see [AgentSocket]
    record Request(int version, Verb verb, Optional<JsonNode> body) {
        Request {
            Objects.requireNonNull(verb);
        }

        static Request of(Verb verb) {
            return new Request(VERSION, verb, Optional.empty());
        }

        static Request of(Verb verb, Object body) {
            return new Request(VERSION, verb, Optional.of(tree(body)));
        }

        /// @throws AgentRefusedException if it is not there or of another type
        <T> T body(Class<T> type) {
            try {
                return parsed(body, type);
            } catch (MalformedMessageException e) {
                throw new AgentRefusedException("request-incomplete");
            }
        }
    }

    /// @param body what was asked for; absent where there is nothing to say but that it is done
    /// @param problem stable id of what stands against the request; then nothing else is there
    record Reply(int version, Optional<JsonNode> body, Optional<String> problem) {
        static Reply done() {
            return new Reply(VERSION, Optional.empty(), Optional.empty());
        }

        static Reply of(Object body) {
            return new Reply(VERSION, Optional.of(tree(body)), Optional.empty());
        }

        static Reply problem(String id) {
            return new Reply(VERSION, Optional.empty(), Optional.of(id));
        }

        /// @throws MalformedMessageException if it is not there or of another type
        <T> T body(Class<T> type) {
            return parsed(body, type);
        }
    }

    /// A [Reply] to `WATCH`, read in one go: the tree between would cost as much again, and the
    /// window reads one of these every second or two.
    record Told(int version, Optional<AgentSnapshot> body, Optional<String> problem) {}

    /// For `RESULTS`: those behind a sequence number, so many at most.
    record Page(long after, int limit) {}

    private static JsonNode tree(Object body) {
        return Json.mapper().valueToTree(body);
    }

    private static <T> T parsed(Optional<JsonNode> body, Class<T> type) {
        try {
            return Json.mapper()
                    .treeToValue(
                            body.orElseThrow(
                                    () -> new MalformedMessageException("nothing there", null)),
                            type);
        } catch (JacksonException e) {
            throw new MalformedMessageException("not a " + type.getSimpleName(), e);
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
