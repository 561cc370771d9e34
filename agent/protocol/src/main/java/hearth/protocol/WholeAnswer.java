package hearth.protocol;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// HTTP answers that must be here to their last byte within a time. The time of
/// [HttpRequest#timeout] ends with an answer's head (measured on JDK 25), so whoever sends a head
/// and then nothing keeps a caller that relies on it for ever.
public final class WholeAnswer {
    private WholeAnswer() {}

    /// Blocks until the answer is whole.
    ///
    /// @param deadline of the whole exchange
    /// @throws HttpTimeoutException if the answer is not whole by then; the exchange is given up
    /// @throws InterruptedException likewise
    public static <T> HttpResponse<T> of(
            HttpClient http,
            HttpRequest request,
            HttpResponse.BodyHandler<T> body,
            Duration deadline)
            throws IOException, InterruptedException {
        // Not sendAsync: its futures are completed by the common pool, whose threads may all be
        // waiting for us.
        var answer = new FutureTask<>(() -> http.send(request, body));
        Thread.ofVirtual().name("http").start(answer);
        try {
            return answer.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            answer.cancel(true);
            throw e;
        } catch (TimeoutException e) {
            answer.cancel(true);
            var late = new HttpTimeoutException("no whole answer within " + deadline);
            late.initCause(e);
            throw late;
        } catch (ExecutionException e) {
            throw failure(e.getCause());
        }
    }

    private static IOException failure(@Nullable Throwable cause) {
        return switch (cause) {
            case IOException known -> known;
            case Error fatal -> throw fatal;
            case null, default -> new IOException("the exchange broke off", cause);
        };
    }
}
