package hearth.app.book;

import hearth.keys.OwnerOnlyFile;
import hearth.protocol.Json;
import hearth.protocol.MalformedMessageException;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.function.Function;

/// The address book on disk, beside the wallet: JSON that its owner alone may read, replaced as a
/// whole. A file that cannot be read is set aside, never overwritten. Whoever can write the owner's
/// files can change it, so it decides nothing but what is called known.
public final class AddressBookFile {
    private static final int MAX_BYTES = 1 << 18;
    private final OwnerOnlyFile file;

    /// @param folder the wallet's
    public AddressBookFile(Path folder) {
        file = new OwnerOnlyFile(folder.resolve("addresses.json"), 1);
    }

    /// @throws UncheckedIOException if the disk fails
    public synchronized AddressBook read() {
        try {
            return file.read(MAX_BYTES)
                    .map(bytes -> Json.read(bytes, AddressBook.class))
                    .orElseGet(AddressBook::empty);
        } catch (MalformedMessageException unreadable) {
            setAside();
            return AddressBook.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Durable before this returns.
    ///
    /// @throws UncheckedIOException if the disk fails; the former book is then still there
    public synchronized AddressBook.Change change(Function<AddressBook, AddressBook.Change> verb) {
        var before = read();
        var change = verb.apply(before);
        if (change instanceof AddressBook.Change.Done done && !done.book().equals(before)) {
            try {
                file.write(Json.pretty(done.book()).getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return change;
    }

    private void setAside() {
        Path path = file.path();
        try {
            Files.move(
                    path,
                    path.resolveSibling(path.getFileName() + ".unreadable"),
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
