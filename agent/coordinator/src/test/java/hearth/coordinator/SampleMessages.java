package hearth.coordinator;

import hearth.protocol.DeviceId;
import hearth.protocol.JobId;
import hearth.protocol.Lease;
import hearth.protocol.LeaseId;
import hearth.protocol.Manifest;
import hearth.protocol.ServerId;
import hearth.protocol.Sha256;
import hearth.protocol.SigningKey;
import hearth.protocol.Wei;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// One message of each kind, made from what its record declares: everything optional is there,
/// every list has one thing in it.
final class SampleMessages {
    private static final SigningKey KEY = SigningKey.ofSeed(new byte[32]);
    private static final Map<Class<?>, Object> VALUES =
            Map.ofEntries(
                    Map.entry(int.class, 3),
                    Map.entry(long.class, 5L),
                    Map.entry(Integer.class, 3),
                    Map.entry(Long.class, 5L),
                    Map.entry(float.class, 0.5f),
                    Map.entry(double.class, 0.25),
                    Map.entry(boolean.class, true),
                    Map.entry(byte[].class, new byte[32]),
                    Map.entry(String.class, "0x" + "ab".repeat(20)),
                    Map.entry(BigDecimal.class, new BigDecimal("0.5")),
                    Map.entry(Instant.class, Instant.parse("2026-01-01T00:00:00Z")),
                    Map.entry(Duration.class, Duration.ofHours(24)),
                    Map.entry(URI.class, URI.create("https://node.example/rpc")),
                    Map.entry(Sha256.class, Sha256.of("content")),
                    Map.entry(Wei.class, Wei.of(1000)),
                    Map.entry(DeviceId.class, KEY.deviceId()),
                    Map.entry(ServerId.class, KEY.serverId()),
                    Map.entry(JobId.class, new JobId("fuzz")),
                    Map.entry(LeaseId.class, new LeaseId("a1")));

    private SampleMessages() {}

    static Object of(Class<?> type) {
        if (type == Manifest.class) {
            return FuzzedMessages.manifest();
        }
        if (type == Lease.class) {
            return FuzzedMessages.lease();
        }
        var known = VALUES.get(type);
        if (known != null) {
            return known;
        }
        if (type.isEnum()) {
            return type.getEnumConstants()[0];
        }
        if (!type.isRecord()) {
            throw new IllegalArgumentException("no sample of " + type);
        }
        var parts = type.getRecordComponents();
        var types = Arrays.stream(parts).map(p -> p.getType()).toArray(Class<?>[]::new);
        var values = Arrays.stream(parts).map(p -> of(p.getGenericType())).toArray();
        try {
            var constructor = type.getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return constructor.newInstance(values);
        } catch (InvocationTargetException e) {
            throw new IllegalArgumentException("no sample of " + type, e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException("no sample of " + type, e);
        }
    }

    private static Object of(Type type) {
        if (type instanceof Class<?> simple) {
            return of(simple);
        }
        var generic = (ParameterizedType) type;
        var raw = (Class<?>) generic.getRawType();
        var last =
                of(generic.getActualTypeArguments()[generic.getActualTypeArguments().length - 1]);
        if (raw == Optional.class) {
            return Optional.of(last);
        }
        if (raw == List.class) {
            return List.of(last);
        }
        if (raw == Set.class) {
            return Set.of(last);
        }
        if (raw == Map.class || raw == SortedMap.class) {
            return new TreeMap<>(Map.of("0x" + "ab".repeat(20), last));
        }
        throw new IllegalArgumentException("no sample of " + type);
    }
}
