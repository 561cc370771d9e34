package hearth.storage;

import java.sql.SQLException;

/// What a simulation lets happen to a database in memory: told of each statement and each commit
/// before it runs. What is thrown instead takes the transaction back, as a driver's own failure
/// does; an [Error] is the end of a process at this place.
public interface Mishaps {
    /// Nothing happens.
    Mishaps NONE = _ -> {};

    /// Instead of a statement: the commit.
    String COMMIT = "COMMIT";

    void before(String statement) throws SQLException;
}
