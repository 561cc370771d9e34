package hearth.app.look;

/// A screen that can show one thing among its own, because a link named it.
public interface Shows {
    /// Shows it as soon as it is there; does nothing else with it.
    ///
    /// @param thing letters, digits and hyphens; came from outside
    void show(String thing);
}
