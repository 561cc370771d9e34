package hearth.worker;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.ResponseInfo;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.function.LongConsumer;
import java.util.function.Predicate;

/// The body of one download, on its way into a [PartialFile]. A reply that begins elsewhere than
/// where the part ends begins it anew; one that says it is longer or shorter than allowed ends
/// before its first byte. Where nobody vouches for what a reply says of itself, as behind a cache,
/// only content of an allowed length is taken, and another one is a line that failed.
final class Arrival implements BodyHandler<Arrival.End> {
    private static final int OK = 200;
    private static final int PARTIAL = 206;
    private static final int MAX_PROBLEM = 1 << 14;

    /// How a body ended.
    enum End {
        WHOLE,
        /// The line broke; the rest is to be fetched.
        CUT,
        OTHER_LENGTH,
        /// The reply was not content.
        NONE
    }

    private final PartialFile part;
    private final LongConsumer counter;
    private final ByteArrayOutputStream problem = new ByteArrayOutputStream();
    private final Predicate<ResponseInfo> isProven;
    private long asked;

    /// @param counter gets the number of bytes of each piece
    /// @param isProven whether the coordinator vouches for the head of a reply with content
    Arrival(PartialFile part, LongConsumer counter, Predicate<ResponseInfo> isProven) {
        this.part = part;
        this.counter = counter;
        this.isProven = isProven;
        this.asked = part.size();
    }

    /// Whether anything arrived since this was last asked.
    boolean isMoving() {
        long now = part.size();
        boolean moved = now != asked;
        asked = now;
        return moved;
    }

    @Override
    public BodySubscriber<End> apply(ResponseInfo reply) {
        if (reply.statusCode() != OK && reply.statusCode() != PARTIAL) {
            return new Problem();
        }
        var length = reply.headers().firstValueAsLong("Content-Length");
        boolean goesOn =
                reply.statusCode() == PARTIAL
                        && reply.headers()
                                .firstValue("Content-Range")
                                .filter(r -> r.startsWith("bytes " + part.size() + "-"))
                                .isPresent();
        if (reply.statusCode() == PARTIAL && !goesOn) {
            return new Body(End.CUT, OptionalLong.empty());
        }
        long begin = goesOn ? part.size() : 0;
        var total =
                length.isPresent()
                        ? OptionalLong.of(begin + length.getAsLong())
                        : OptionalLong.empty();
        boolean isFit = total.isPresent() && part.mayFit(total.getAsLong());
        if (!isFit && !isProven.test(reply)) {
            return new Body(End.CUT, OptionalLong.empty());
        }
        if (!goesOn) {
            part.restart();
        }
        boolean isOther = total.isPresent() && !part.fits(total.getAsLong());
        return new Body(isOther ? End.OTHER_LENGTH : End.WHOLE, total);
    }

    /// Writes each piece as it comes; anything but [End#WHOLE] at the beginning takes none.
    private final class Body implements BodySubscriber<End> {
        private final CompletableFuture<End> ended = new CompletableFuture<>();
        private final End hoped;
        private final OptionalLong total;
        private Flow.Subscription subscription = new NotYet();

        Body(End hoped, OptionalLong total) {
            this.hoped = hoped;
            this.total = total;
        }

        @Override
        public CompletionStage<End> getBody() {
            return ended;
        }

        @Override
        public void onSubscribe(Flow.Subscription from) {
            subscription = from;
            if (hoped == End.WHOLE) {
                from.request(1);
            } else {
                from.cancel();
                ended.complete(hoped);
            }
        }

        @Override
        public void onNext(List<ByteBuffer> pieces) {
            for (var piece : pieces) {
                counter.accept(piece.remaining());
                if (!written(piece)) {
                    subscription.cancel();
                    return;
                }
            }
            subscription.request(1);
        }

        private boolean written(ByteBuffer piece) {
            try {
                if (!part.write(piece)) {
                    ended.complete(End.OTHER_LENGTH);
                }
            } catch (RuntimeException diskFull) {
                ended.completeExceptionally(diskFull);
            }
            return !ended.isDone();
        }

        @Override
        public void onError(Throwable broken) {
            ended.complete(End.CUT);
        }

        @Override
        public void onComplete() {
            boolean isCut = total.isPresent() && part.size() != total.getAsLong();
            ended.complete(isCut ? End.CUT : End.WHOLE);
        }
    }

    /// What came instead of content, as far as it is short.
    byte[] problem() {
        return problem.toByteArray();
    }

    /// Keeps the beginning of a reply that has no content.
    private final class Problem implements BodySubscriber<End> {
        private final CompletableFuture<End> ended = new CompletableFuture<>();
        private Flow.Subscription subscription = new NotYet();

        @Override
        public CompletionStage<End> getBody() {
            return ended;
        }

        @Override
        public void onSubscribe(Flow.Subscription from) {
            subscription = from;
            from.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(List<ByteBuffer> pieces) {
            for (var piece : pieces) {
                counter.accept(piece.remaining());
                if (problem.size() + piece.remaining() > MAX_PROBLEM) {
                    subscription.cancel();
                    ended.complete(End.NONE);
                    return;
                }
                var bytes = new byte[piece.remaining()];
                piece.get(bytes);
                problem.writeBytes(bytes);
            }
        }

        @Override
        public void onError(Throwable broken) {
            ended.complete(End.CUT);
        }

        @Override
        public void onComplete() {
            ended.complete(End.NONE);
        }
    }

    private static final class NotYet implements Flow.Subscription {
        @Override
        public void request(long n) {}

        @Override
        public void cancel() {}
    }
}
