package hearth.worker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.spi.FileSystemProvider;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.stream.StreamSupport;

/// The files of this machine as seen through a [WriteLog], which is told of each change before and
/// after it is made. A path that begins here ([#path]) stays here, so code under test needs to know
/// nothing of it.
final class WatchedFiles extends FileSystem {
    private static final FileSystem REAL = FileSystems.getDefault();

    private final WriteLog log;
    private final Provider provider = new Provider();

    WatchedFiles(WriteLog log) {
        this.log = log;
    }

    /// The same place, watched.
    Path path(Path real) {
        return (Path)
                Proxy.newProxyInstance(
                        WatchedFiles.class.getClassLoader(),
                        new Class<?>[] {Path.class, Watched.class},
                        (proxy, method, arguments) ->
                                switch (method.getName()) {
                                    case "real" -> real;
                                    case "getFileSystem" -> this;
                                    case "toString" -> real.toString();
                                    case "hashCode" -> real.hashCode();
                                    case "equals" ->
                                            arguments[0] instanceof Watched other
                                                    && other.real().equals(real);
                                    case "iterator" -> names(real);
                                    default -> {
                                        try {
                                            var found = method.invoke(real, unwrapped(arguments));
                                            yield found instanceof Path p ? path(p) : found;
                                        } catch (InvocationTargetException e) {
                                            throw e.getCause();
                                        }
                                    }
                                });
    }

    private interface Watched {
        Path real();
    }

    private Iterator<Path> names(Path real) {
        return Arrays.stream(real.toString().split("/"))
                .map(name -> path(Path.of(name)))
                .iterator();
    }

    private static Object[] unwrapped(Object[] arguments) {
        return arguments == null
                ? new Object[0]
                : Arrays.stream(arguments)
                        .map(a -> a instanceof Watched w ? w.real() : a)
                        .toArray();
    }

    static Path real(Path path) {
        return path instanceof Watched w ? w.real() : path;
    }

    @Override
    public FileSystemProvider provider() {
        return provider;
    }

    @Override
    public void close() {}

    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    public boolean isReadOnly() {
        return false;
    }

    @Override
    public String getSeparator() {
        return REAL.getSeparator();
    }

    @Override
    public Iterable<Path> getRootDirectories() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Iterable<FileStore> getFileStores() {
        return REAL.getFileStores();
    }

    @Override
    public Set<String> supportedFileAttributeViews() {
        return REAL.supportedFileAttributeViews();
    }

    @Override
    public Path getPath(String first, String... more) {
        return path(REAL.getPath(first, more));
    }

    @Override
    public PathMatcher getPathMatcher(String pattern) {
        var matcher = REAL.getPathMatcher(pattern);
        return path -> matcher.matches(real(path));
    }

    @Override
    public UserPrincipalLookupService getUserPrincipalLookupService() {
        return REAL.getUserPrincipalLookupService();
    }

    @Override
    public WatchService newWatchService() {
        throw new UnsupportedOperationException();
    }

    private final class Provider extends FileSystemProvider {
        @Override
        public String getScheme() {
            return "watched";
        }

        @Override
        public FileSystem newFileSystem(URI uri, Map<String, ?> environment) {
            throw new UnsupportedOperationException();
        }

        @Override
        public FileSystem getFileSystem(URI uri) {
            return WatchedFiles.this;
        }

        @Override
        public Path getPath(URI uri) {
            throw new UnsupportedOperationException();
        }

        @Override
        public SeekableByteChannel newByteChannel(
                Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
                throws IOException {
            return newFileChannel(path, options, attributes);
        }

        @Override
        public FileChannel newFileChannel(
                Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
                throws IOException {
            var real = real(path);
            if (!options.contains(StandardOpenOption.WRITE)) {
                var channel = FileChannel.open(real, options, attributes);
                return Files.isDirectory(real) ? new WatchedChannel(channel, real, log) : channel;
            }
            boolean isNew = !Files.exists(real);
            if (isNew) {
                log.before("create", real);
            }
            var channel = FileChannel.open(real, options, attributes);
            if (isNew) {
                log.created(real);
            }
            return new WatchedChannel(channel, real, log);
        }

        @Override
        @SuppressWarnings("StreamResourceLeak") // closed with what is returned
        public DirectoryStream<Path> newDirectoryStream(
                Path folder, DirectoryStream.Filter<? super Path> filter) throws IOException {
            var entries = Files.newDirectoryStream(real(folder));
            return new DirectoryStream<>() {
                @Override
                public Iterator<Path> iterator() {
                    return StreamSupport.stream(entries.spliterator(), false)
                            .map(WatchedFiles.this::path)
                            .filter(
                                    path -> {
                                        try {
                                            return filter.accept(path);
                                        } catch (IOException e) {
                                            throw new UncheckedIOException(e);
                                        }
                                    })
                            .iterator();
                }

                @Override
                public void close() throws IOException {
                    entries.close();
                }
            };
        }

        @Override
        public void createDirectory(Path folder, FileAttribute<?>... attributes)
                throws IOException {
            Files.createDirectory(real(folder), attributes);
        }

        @Override
        public void delete(Path path) throws IOException {
            var real = real(path);
            if (Files.isRegularFile(real)) {
                log.deleting(real);
                Files.delete(real);
                log.after("delete", real);
            } else {
                Files.delete(real);
            }
        }

        @Override
        public void copy(Path source, Path target, CopyOption... options) throws IOException {
            log.before("copy", real(target));
            Files.copy(real(source), real(target), options);
            log.created(real(target));
        }

        @Override
        public void move(Path source, Path target, CopyOption... options) throws IOException {
            log.before("move", real(target));
            Files.move(real(source), real(target), StandardCopyOption.ATOMIC_MOVE);
            log.moved(real(source), real(target));
        }

        @Override
        public boolean isSameFile(Path a, Path b) throws IOException {
            return Files.isSameFile(real(a), real(b));
        }

        @Override
        public boolean isHidden(Path path) throws IOException {
            return Files.isHidden(real(path));
        }

        @Override
        public FileStore getFileStore(Path path) throws IOException {
            return Files.getFileStore(real(path));
        }

        @Override
        public void checkAccess(Path path, AccessMode... modes) throws IOException {
            real(path).getFileSystem().provider().checkAccess(real(path), modes);
        }

        @Override
        public <V extends FileAttributeView> V getFileAttributeView(
                Path path, Class<V> type, LinkOption... options) {
            return Files.getFileAttributeView(real(path), type, options);
        }

        @Override
        public <A extends BasicFileAttributes> A readAttributes(
                Path path, Class<A> type, LinkOption... options) throws IOException {
            return Files.readAttributes(real(path), type, options);
        }

        @Override
        public Map<String, Object> readAttributes(
                Path path, String attributes, LinkOption... options) throws IOException {
            return Files.readAttributes(real(path), attributes, options);
        }

        @Override
        public void setAttribute(Path path, String attribute, Object value, LinkOption... options)
                throws IOException {
            Files.setAttribute(real(path), attribute, value, options);
        }
    }
}
