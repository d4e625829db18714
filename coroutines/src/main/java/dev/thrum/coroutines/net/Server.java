// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines.net;

import dev.thrum.core.CancelScope;
import dev.thrum.core.CancelledException;
import java.io.Closeable;
import java.io.IOException;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Accepts connections over TCP or a Unix-domain socket and has each served by a handler, in a strand of its own.
///
/// ```java
/// try (Server server = Server.listen(new InetSocketAddress("localhost", 7), connection -> {
///     ByteBuffer buffer = ByteBuffer.allocate(4096);
///     while (connection.reader().read(buffer) >= 0) {
///         connection.writer().write(buffer.flip());
///         buffer.clear();
///     }
/// })) {
///     stop.await();
/// }
/// ```
///
/// **Strands.** Opened by a task of an event loop, a server accepts and serves in tasks of that loop; opened by a plain
/// thread, on virtual threads. In a loop handlers need no lock for what they share between two waits.
///
/// **A handler that fails** concerns its connection only: the failure is reported, to the log or to
/// [Builder#onFailure], and the connection is closed, as it is when a handler returns.
///
/// **Back-pressure.** With a [limit][Builder#limit], the server does not accept while that many are being served; who
/// connects waits in the operating system's queue.
///
/// **The end.** [#close()] accepts no more and waits for the handlers; when the [grace][Builder#grace] is over, or the
/// wait itself is cancelled or interrupted, it cancels them, closes their connections, and waits until they have ended.
/// So nothing of a server is left behind its `try`. If its loop ends before, the server and its connections are closed.
///
/// **Unix-domain sockets.** The file is removed at the end. One that was left behind by a server which is no more is
/// replaced; one that is in use is refused. Who may connect is up to the permissions of the folder.
///
/// Source: `asyncio.start_server`, Trio's `serve_tcp`.
public final class Server implements Closeable {

    private static final Logger LOG = LoggerFactory.getLogger(Server.class);

    private final Serving serving;
    private final @Nullable Duration grace;

    private Server(Serving serving, @Nullable Duration grace) {
        this.serving = serving;
        this.grace = grace;
    }

    /// Opens a server as it is by default, without a limit.
    ///
    /// @param address where to listen; port 0 stands for any that is free, see [#address()]
    /// @param handler what to do with each connection
    /// @return the server, which accepts already
    /// @throws java.net.BindException if the address is in use or not ours
    /// @throws IOException if it cannot be opened for another reason
    /// @throws IllegalStateException if the caller is a strand of a scheduler that is no event loop
    public static Server listen(SocketAddress address, ConnectionHandler handler) throws IOException {
        return builder().listen(address, handler);
    }

    /// Begins to describe a server.
    ///
    /// @return a builder with the defaults
    public static Builder builder() {
        return new Builder();
    }

    /// How a server is to be.
    public static final class Builder {
        private int limit = Integer.MAX_VALUE;
        private int backlog = 128;
        private @Nullable Duration grace;
        private BiConsumer<Connection, Throwable> onFailure = Server::log;

        private Builder() {}

        /// Limits how many connections are served at a time. By default there is no limit.
        ///
        /// @param connections at least one
        /// @return this
        public Builder limit(int connections) {
            if (connections < 1) {
                throw new IllegalArgumentException(
                        "A server has to serve at least one connection at a time, not " + connections);
            }
            this.limit = connections;
            return this;
        }

        /// Says how many may wait to be accepted before the operating system turns others away, or has them try again.
        /// It has a limit of its own. By default 128.
        ///
        /// @param connections at least one
        /// @return this
        public Builder backlog(int connections) {
            if (connections < 1) {
                throw new IllegalArgumentException(
                        "At least one connection has to be able to wait, not " + connections);
            }
            this.backlog = connections;
            return this;
        }

        /// Says for how long [Server#close()] waits for handlers before it cancels them. By default, for as long as
        /// they take.
        ///
        /// @param time zero for not at all
        /// @return this
        public Builder grace(Duration time) {
            if (time.isNegative()) {
                throw new IllegalArgumentException("A grace of " + time + " lies in the past");
            }
            this.grace = time;
            return this;
        }

        /// Has failures of handlers reported to somebody else than the log. That connection is still open then.
        ///
        /// @param report is given the connection and what its handler has thrown, in the handler's strand
        /// @return this
        public Builder onFailure(BiConsumer<Connection, Throwable> report) {
            this.onFailure = report;
            return this;
        }

        /// Opens the server. Does not wait.
        ///
        /// @param address where to listen; port 0 stands for any that is free, see [#address()]
        /// @param handler what to do with each connection
        /// @return the server, which accepts already
        /// @throws java.net.BindException if the address is in use or not ours
        /// @throws IOException if it cannot be opened for another reason
        /// @throws IllegalStateException if the caller is a strand of a scheduler that is no event loop
        public Server listen(SocketAddress address, ConnectionHandler handler) throws IOException {
            Serving serving = new Serving(Listener.open(address, backlog), handler, limit, onFailure);
            serving.start();
            return new Server(serving, grace);
        }
    }

    private static void log(Connection connection, Throwable failure) {
        LOG.error("The handler of {} failed; the connection is closed", connection, failure);
    }

    /// Where this server listens.
    ///
    /// @return the address, with the port that was found for 0
    public SocketAddress address() {
        return serving.listener().address();
    }

    /// How many connections are being served.
    ///
    /// @return the number at this moment
    public int connections() {
        return serving.connections();
    }

    /// Accepts no more. Connections that are being served go on. Does not wait. A second call has no effect.
    ///
    /// @throws IOException if the operating system reports a failure
    public void stop() throws IOException {
        serving.listener().close();
    }

    /// Cancels all handlers, with whatever they wait for. Does not wait for them.
    ///
    /// @param reason why, in words for whoever reads the exception
    public void cancelHandlers(String reason) {
        serving.cancel(reason);
    }

    /// Accepts no more, and waits until all handlers have ended. When the [grace][Builder#grace] is over, they are
    /// cancelled. If this wait is cancelled or interrupted, they are cancelled at once; in either case it waits on
    /// until they have ended. A second call waits as well.
    ///
    /// @throws IOException if the operating system reports a failure
    /// @throws IllegalStateException if a handler of this server calls, which would wait for itself
    @Override
    public void close() throws IOException {
        serving.refuseHandlers();
        boolean isInterrupted = false;
        try {
            stop();
        } finally {
            try {
                if (!serving.awaitEnd(grace)) {
                    serving.cancel("the server was closed, and its grace of " + grace + " is over");
                }
            } catch (CancelledException e) {
                // Who was cancelled is told again by the next wait.
                serving.cancel("the server was closed by somebody who was cancelled: " + e.reason());
            } catch (InterruptedException _) {
                serving.cancel("the server was closed by somebody who was interrupted");
                isInterrupted = true;
            }
            serving.awaitEndStubbornly();
            if (isInterrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public String toString() {
        return serving.toString();
    }
}
