package hearth.app.update;

import java.util.List;

/// What `hearth --self-check` prints.
///
/// @param problems stable ids
public record SelfReport(String version, boolean healthy, List<String> problems) {}
