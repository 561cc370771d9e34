package hearth.trainer;

import hearth.protocol.MalformedMessageException;
import hearth.trainer.sandbox.Breach;
import hearth.trainer.sandbox.Warden;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// What a child says, in order. One that says more than a child has to, or nothing that can be
/// read, is condemned. Any thread; [#receive] has one of its own.
final class Inbox {
    private static final int FIRST_MESSAGES = 200;
    private static final int MESSAGES_PER_SECOND = 50;

    private final Frames frames;
    private final Warden warden;

    /// @param message absent where the child closed its end
    record Said(Optional<Message> message) {}

    private final BlockingQueue<Said> messages = new LinkedBlockingQueue<>();

    Inbox(Frames frames, Warden warden) {
        this.frames = frames;
        this.warden = warden;
    }

    /// Reads until there is nothing more.
    void receive() {
        long start = System.nanoTime();
        long received = 0;
        try {
            for (var m = frames.read(); m.isPresent(); m = frames.read()) {
                received++;
                long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start);
                if (received > FIRST_MESSAGES + MESSAGES_PER_SECOND * seconds) {
                    warden.condemn(Breach.MESSAGE_FLOOD);
                    break;
                }
                messages.add(new Said(m));
            }
        } catch (MalformedMessageException e) {
            warden.condemn(Breach.GARBLED);
        } catch (IOException e) {
            warden.kill();
        }
        end();
    }

    /// Nothing more comes.
    void end() {
        messages.add(new Said(Optional.empty()));
    }

    /// @return empty if nothing came in time
    Optional<Said> next(Duration left) throws InterruptedException {
        return Optional.ofNullable(messages.poll(left.toNanos(), TimeUnit.NANOSECONDS));
    }
}
