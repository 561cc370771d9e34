package hearth.app.update;

import hearth.app.settings.Settings;
import hearth.protocol.Json;
import hearth.protocol.MalformedMessageException;
import hearth.testing.FuzzTarget;
import hearth.worker.policy.RunRules;

import java.util.List;

/// Files that people edit: what is taken means the same once it is written and read again.
final class FuzzedSettings {
    private FuzzedSettings() {}

    static boolean takes(byte[] input, Class<?> type) {
        Object read;
        try {
            read = Json.read(input, type);
        } catch (MalformedMessageException malformed) {
            return false;
        }
        if (!Json.read(Json.bytes(read), type).equals(read)) {
            throw new IllegalStateException("it means something else when it is read again");
        }
        return true;
    }

    /// Of the window.
    static final class OfWindow implements FuzzTarget {
        @Override
        public List<byte[]> seeds() {
            return List.of(Json.bytes(Settings.initial()));
        }

        @Override
        public long executions() {
            return 200_000;
        }

        @Override
        public boolean takes(byte[] input) {
            return FuzzedSettings.takes(input, Settings.class);
        }
    }

    /// When to run.
    static final class OfRules implements FuzzTarget {
        @Override
        public List<byte[]> seeds() {
            return List.of(Json.bytes(RunRules.USUAL));
        }

        @Override
        public long executions() {
            return 200_000;
        }

        @Override
        public boolean takes(byte[] input) {
            return FuzzedSettings.takes(input, RunRules.class);
        }
    }
}
