package hearth.worker;

import java.net.http.HttpHeaders;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.ResponseInfo;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.function.LongConsumer;

/// A reply that is held in memory, of bounded length. What arrived is counted also where the line
/// broke or the reply was longer than it may be.
final class CountedReply implements BodyHandler<byte[]> {
    /// What the headers of an honest reply stay below; they are not counted.
    private static final long USUAL_HEADERS = 2048;

    private final BodyHandler<byte[]> bounded;
    private final LongConsumer counter;

    /// @param atMost bytes of the body
    /// @param counter gets what arrives, when it does: of the body, and of headers that are longer
    /// than usual
    CountedReply(long atMost, LongConsumer counter) {
        this.bounded = BodyHandlers.limiting(BodyHandlers.ofByteArray(), atMost);
        this.counter = counter;
    }

    @Override
    public BodySubscriber<byte[]> apply(ResponseInfo reply) {
        counter.accept(Math.max(0, length(reply.headers()) - USUAL_HEADERS));
        return new Body(bounded.apply(reply));
    }

    private static long length(HttpHeaders headers) {
        return headers.map().entrySet().stream()
                .flatMapToLong(
                        header ->
                                header.getValue().stream()
                                        .mapToLong(v -> header.getKey().length() + v.length()))
                .sum();
    }

    private final class Body implements BodySubscriber<byte[]> {
        private final BodySubscriber<byte[]> kept;

        Body(BodySubscriber<byte[]> kept) {
            this.kept = kept;
        }

        @Override
        public CompletionStage<byte[]> getBody() {
            return kept.getBody();
        }

        @Override
        public void onSubscribe(Flow.Subscription from) {
            kept.onSubscribe(from);
        }

        @Override
        public void onNext(List<ByteBuffer> pieces) {
            counter.accept(pieces.stream().mapToLong(ByteBuffer::remaining).sum());
            kept.onNext(pieces);
        }

        @Override
        public void onError(Throwable broken) {
            kept.onError(broken);
        }

        @Override
        public void onComplete() {
            kept.onComplete();
        }
    }
}
