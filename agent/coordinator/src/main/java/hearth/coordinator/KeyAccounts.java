package hearth.coordinator;

import hearth.protocol.DeviceId;
import hearth.storage.Row;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// For which account each key acts: that which is paid for a device, or which publishes jobs with
/// it. Noted whenever a key is looked up, so that counting an account's requests asks nobody. Safe
/// for use by many threads.
final class KeyAccounts {
    /// One row for whatever key: whether it is a registered device, and its account.
    static final String OF_KEY =
            "SELECT (SELECT count(*) FROM device WHERE id = ?) AS n, COALESCE((SELECT payout FROM"
                    + " device WHERE id = ?), (SELECT account FROM job_owner WHERE key = ?)) AS"
                    + " account";

    private static final int MOST = 1_000_000;

    private final Map<DeviceId, String> accounts = new ConcurrentHashMap<>();

    /// @param row of [#OF_KEY]
    /// @return whether it is a registered device
    boolean note(DeviceId key, Row row) {
        if (accounts.size() >= MOST) {
            accounts.clear();
        }
        row.optionalText("account")
                .ifPresentOrElse(account -> accounts.put(key, account), () -> accounts.remove(key));
        return row.number("n") == 1;
    }

    Optional<String> of(DeviceId key) {
        return Optional.ofNullable(accounts.get(key));
    }
}
