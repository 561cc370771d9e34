package hearth.worker;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpContext;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpPrincipal;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Authenticator;
import java.net.CookieHandler;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.function.Consumer;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;

/// Requests that reach a [FakeCoordinator] without a network, in the caller's thread; each is told
/// before it is sent, when the coordinator has answered, and when the reply has arrived.
final class DirectHttp extends HttpClient {
    private final FakeCoordinator coordinator;
    private final Consumer<String> effects;

    DirectHttp(FakeCoordinator coordinator, Consumer<String> effects) {
        this.coordinator = coordinator;
        this.effects = effects;
    }

    @Override
    public <T> CompletableFuture<HttpResponse<T>> sendAsync(
            HttpRequest request, HttpResponse.BodyHandler<T> handler) {
        var line = request.method() + " " + request.uri().getPath();
        effects.accept("before " + line);
        try {
            var exchange = new Direct(request, bodyOf(request));
            coordinator.handle(exchange);
            effects.accept("answered " + line);
            if (exchange.status < 0) {
                return CompletableFuture.failedFuture(new IOException("closed"));
            }
            var reply = received(request, exchange, handler);
            effects.accept("after " + line);
            return reply;
        } catch (IOException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private static byte[] bodyOf(HttpRequest request) {
        var all = new ByteArrayOutputStream();
        request.bodyPublisher()
                .ifPresent(
                        publisher ->
                                publisher.subscribe(
                                        new Flow.Subscriber<>() {
                                            @Override
                                            public void onSubscribe(Flow.Subscription s) {
                                                s.request(Long.MAX_VALUE);
                                            }

                                            @Override
                                            public void onNext(ByteBuffer piece) {
                                                var bytes = new byte[piece.remaining()];
                                                piece.get(bytes);
                                                all.writeBytes(bytes);
                                            }

                                            @Override
                                            public void onError(Throwable broken) {
                                                throw new IllegalStateException(broken);
                                            }

                                            @Override
                                            public void onComplete() {}
                                        }));
        return all.toByteArray();
    }

    private static <T> CompletableFuture<HttpResponse<T>> received(
            HttpRequest request, Direct exchange, HttpResponse.BodyHandler<T> handler) {
        if (exchange.length > 0) {
            exchange.replied.set("Content-Length", Long.toString(exchange.length));
        }
        var headers = HttpHeaders.of(exchange.replied, (_, _) -> true);
        var subscriber = handler.apply(new Begun(exchange.status, headers));
        var flow = new OneReader();
        subscriber.onSubscribe(flow);
        byte[] body = exchange.reply.toByteArray();
        if (!flow.cancelled && body.length > 0) {
            subscriber.onNext(List.of(ByteBuffer.wrap(body)));
        }
        if (!flow.cancelled && body.length < exchange.length) {
            subscriber.onError(new IOException("closed in the middle"));
        } else if (!flow.cancelled) {
            subscriber.onComplete();
        }
        return subscriber
                .getBody()
                .toCompletableFuture()
                .thenApply(found -> new Reply<>(request, exchange.status, headers, found));
    }

    private static final class OneReader implements Flow.Subscription {
        private boolean cancelled;

        @Override
        public void request(long n) {}

        @Override
        public void cancel() {
            cancelled = true;
        }
    }

    private record Begun(int statusCode, HttpHeaders headers) implements HttpResponse.ResponseInfo {
        @Override
        public Version version() {
            return Version.HTTP_1_1;
        }
    }

    private record Reply<T>(HttpRequest request, int statusCode, HttpHeaders headers, T body)
            implements HttpResponse<T> {
        @Override
        public Optional<HttpResponse<T>> previousResponse() {
            return Optional.empty();
        }

        @Override
        public Optional<SSLSession> sslSession() {
            return Optional.empty();
        }

        @Override
        public URI uri() {
            return request.uri();
        }

        @Override
        public Version version() {
            return Version.HTTP_1_1;
        }
    }

    /// One request as the coordinator sees it.
    private static final class Direct extends HttpExchange {
        private final Headers asked = new Headers();
        private final Headers replied = new Headers();
        private final HttpRequest request;
        private final byte[] body;
        private final ByteArrayOutputStream reply = new ByteArrayOutputStream();
        private int status = -1;
        private long length;

        Direct(HttpRequest request, byte[] body) {
            this.request = request;
            this.body = body;
            request.headers().map().forEach(asked::put);
        }

        @Override
        public Headers getRequestHeaders() {
            return asked;
        }

        @Override
        public Headers getResponseHeaders() {
            return replied;
        }

        @Override
        public URI getRequestURI() {
            var uri = request.uri();
            var query = uri.getRawQuery();
            return URI.create(query == null ? uri.getRawPath() : uri.getRawPath() + "?" + query);
        }

        @Override
        public String getRequestMethod() {
            return request.method();
        }

        @Override
        public InputStream getRequestBody() {
            return new ByteArrayInputStream(body);
        }

        @Override
        public OutputStream getResponseBody() {
            return reply;
        }

        @Override
        public void sendResponseHeaders(int code, long bytes) {
            status = code;
            length = Math.max(0, bytes);
        }

        @Override
        public int getResponseCode() {
            return status;
        }

        @Override
        public void close() {}

        @Override
        public HttpContext getHttpContext() {
            throw new UnsupportedOperationException();
        }

        @Override
        public InetSocketAddress getRemoteAddress() {
            return InetSocketAddress.createUnresolved("device", 1);
        }

        @Override
        public InetSocketAddress getLocalAddress() {
            return InetSocketAddress.createUnresolved("coordinator", 1);
        }

        @Override
        public String getProtocol() {
            return "HTTP/1.1";
        }

        @Override
        public Object getAttribute(String name) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void setAttribute(String name, Object value) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void setStreams(InputStream in, OutputStream out) {
            throw new UnsupportedOperationException();
        }

        @Override
        public HttpPrincipal getPrincipal() {
            throw new UnsupportedOperationException();
        }
    }

    @Override
    public <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
        return sendAsync(request, handler).join();
    }

    @Override
    public <T> CompletableFuture<HttpResponse<T>> sendAsync(
            HttpRequest request,
            HttpResponse.BodyHandler<T> handler,
            HttpResponse.PushPromiseHandler<T> pushed) {
        return sendAsync(request, handler);
    }

    @Override
    public Optional<CookieHandler> cookieHandler() {
        return Optional.empty();
    }

    @Override
    public Optional<Duration> connectTimeout() {
        return Optional.empty();
    }

    @Override
    public Redirect followRedirects() {
        return Redirect.NEVER;
    }

    @Override
    public Optional<ProxySelector> proxy() {
        return Optional.empty();
    }

    @Override
    public SSLContext sslContext() {
        try {
            return SSLContext.getDefault();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public SSLParameters sslParameters() {
        return new SSLParameters();
    }

    @Override
    public Optional<Authenticator> authenticator() {
        return Optional.empty();
    }

    @Override
    public Version version() {
        return Version.HTTP_1_1;
    }

    @Override
    public Optional<Executor> executor() {
        return Optional.empty();
    }

    @Override
    public void shutdownNow() {}

    @Override
    public void close() {}
}
