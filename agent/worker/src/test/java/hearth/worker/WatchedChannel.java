package hearth.worker;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;

/// An open file whose writes and forces go through a [WriteLog].
final class WatchedChannel extends FileChannel {
    private final FileChannel channel;
    private final Path file;
    private final WriteLog log;

    WatchedChannel(FileChannel channel, Path file, WriteLog log) {
        this.channel = channel;
        this.file = file;
        this.log = log;
    }

    @Override
    public int write(ByteBuffer bytes) throws IOException {
        log.writing("write", file);
        int written = channel.write(bytes);
        log.wrote(file);
        return written;
    }

    @Override
    public long write(ByteBuffer[] bytes, int offset, int length) throws IOException {
        log.writing("write", file);
        long written = channel.write(bytes, offset, length);
        log.wrote(file);
        return written;
    }

    @Override
    public int write(ByteBuffer bytes, long position) throws IOException {
        log.writing("write", file);
        int written = channel.write(bytes, position);
        log.wrote(file);
        return written;
    }

    @Override
    public FileChannel truncate(long size) throws IOException {
        log.writing("truncate", file);
        channel.truncate(size);
        log.wrote(file);
        return this;
    }

    @Override
    public void force(boolean metadata) throws IOException {
        log.before("force", file);
        channel.force(metadata);
        log.forced(file);
    }

    @Override
    public int read(ByteBuffer bytes) throws IOException {
        return channel.read(bytes);
    }

    @Override
    public long read(ByteBuffer[] bytes, int offset, int length) throws IOException {
        return channel.read(bytes, offset, length);
    }

    @Override
    public int read(ByteBuffer bytes, long position) throws IOException {
        return channel.read(bytes, position);
    }

    @Override
    public long position() throws IOException {
        return channel.position();
    }

    @Override
    public FileChannel position(long position) throws IOException {
        channel.position(position);
        return this;
    }

    @Override
    public long size() throws IOException {
        return channel.size();
    }

    @Override
    public long transferTo(long position, long count, WritableByteChannel target)
            throws IOException {
        return channel.transferTo(position, count, target);
    }

    @Override
    public long transferFrom(ReadableByteChannel source, long position, long count)
            throws IOException {
        log.writing("write", file);
        long moved = channel.transferFrom(source, position, count);
        log.wrote(file);
        return moved;
    }

    @Override
    public MappedByteBuffer map(MapMode mode, long position, long size) throws IOException {
        return channel.map(mode, position, size);
    }

    @Override
    public FileLock lock(long position, long size, boolean shared) throws IOException {
        return channel.lock(position, size, shared);
    }

    @Override
    public FileLock tryLock(long position, long size, boolean shared) throws IOException {
        return channel.tryLock(position, size, shared);
    }

    @Override
    protected void implCloseChannel() throws IOException {
        channel.close();
    }
}
