// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines.net;

import dev.thrum.core.Baton;
import dev.thrum.core.CancelScope;
import dev.thrum.core.Resource;
import dev.thrum.core.Scheduler;
import dev.thrum.core.Strand;
import dev.thrum.core.WaitQueue;
import dev.thrum.core.Waiter;
import dev.thrum.coroutines.EventLoop;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The strands of a server: one that accepts, and one for each connection.
final class Serving {

    // `parts` counts the strand that accepts and those that serve; at zero all is over, for good, since only the strand
    // that accepts starts others. So whoever waits for the end, or for room, joins its queue and looks again; whoever
    // ends counts down and tells the queue.
    //
    // A handler puts its scope into `scopes` and then looks for `cancellation`; who cancels sets that and then looks
    // through `scopes`. So no handler escapes.

    private static final Logger LOG = LoggerFactory.getLogger(Server.class);

    /// How long to wait before it accepts again after a failure, which is likely to be a lack of file descriptors.
    private static final Duration PAUSE = Duration.ofMillis(100);

    /// How strands are started.
    private interface Starter {
        void start(String name, Step step);
    }

    private interface Step {
        void run() throws InterruptedException;
    }

    /// How a connection is had. As [Listener#accept()], which it is, but for a test that wants it to fail.
    interface Acceptor {
        @Nullable SocketChannel accept() throws IOException, InterruptedException;
    }

    /// What is waited for.
    private record Awaited(String name) implements Resource {}

    private final Listener listener;
    private final Acceptor acceptor;
    private final ConnectionHandler handler;
    private final int limit;
    private final BiConsumer<Connection, Throwable> onFailure;
    private final Starter starter;
    private final AtomicInteger parts = new AtomicInteger(1);
    private final WaitQueue room;
    private final WaitQueue end;
    private final Set<Served> served = ConcurrentHashMap.newKeySet();
    private volatile @Nullable String cancellation;

    /// How many were accepted; of the strand that accepts.
    private long accepted;

    /// A connection that is being served.
    ///
    /// @param connection the connection
    /// @param scope around its handler
    /// @param strand which runs the handler
    private record Served(Connection connection, CancelScope scope, Strand strand) {}

    Serving(Listener listener, ConnectionHandler handler, int limit, BiConsumer<Connection, Throwable> onFailure) {
        this(listener, listener::accept, handler, limit, onFailure);
    }

    Serving(Listener listener, Acceptor acceptor, ConnectionHandler handler, int limit,
            BiConsumer<Connection, Throwable> onFailure) {
        this.listener = listener;
        this.acceptor = acceptor;
        this.handler = handler;
        this.limit = limit;
        this.onFailure = onFailure;
        this.starter = starter();
        this.room = new WaitQueue(new Awaited("the end of one of " + limit + " connections of " + listener));
        this.end = new WaitQueue(new Awaited("the end of " + listener));
    }

    private static Starter starter() {
        if (!(Scheduler.current() instanceof Baton)) {
            return (name, step) -> Thread.ofVirtual().name(name).start(() -> {
                try {
                    step.run();
                } catch (InterruptedException _) {
                    // The end of the strand is all that this asks for.
                }
            });
        }
        EventLoop loop = EventLoop.current();
        return (name, step) -> loop.submit(name, () -> {
            step.run();
            return name;
        }).outcome(); // which says that there is no need to await it
    }

    void start() {
        starter.start(listener.toString(), this::accept);
    }

    Listener listener() {
        return listener;
    }

    int connections() {
        return served.size();
    }

    // ---------------------------------------------------------------------------------------------- accepting

    private void accept() throws InterruptedException {
        try {
            for (SocketChannel next = next(); next != null; next = next()) {
                begin(next);
            }
        } finally {
            closeListener();
            ended();
        }
    }

    private @Nullable SocketChannel next() throws InterruptedException {
        awaitRoom();
        while (true) {
            try {
                return acceptor.accept();
            } catch (IOException e) {
                LOG.warn("{} cannot accept a connection, and tries again in {}", listener, PAUSE, e);
                Outside.await(() -> {
                    Strand.sleep(PAUSE);
                    return true;
                });
            }
        }
    }

    private void awaitRoom() throws InterruptedException {
        while (isFull() && !listener.isClosed()) {
            Waiter waiter = room.enqueue();
            if (isFull() && !listener.isClosed()) {
                room.await(waiter, Scheduler.NEVER);
            } else {
                room.withdraw(waiter); // it is the only one there, so a grant is nobody else's
            }
        }
    }

    private boolean isFull() {
        return parts.get() > limit;
    }

    private void begin(SocketChannel channel) {
        Connection connection;
        try {
            connection = Connector.accepted(channel, ++accepted);
        } catch (IOException e) {
            LOG.debug("A connection to {} has gone before it was served", listener, e);
            close(channel);
            return;
        }
        parts.incrementAndGet();
        try {
            starter.start(connection.toString(), () -> serve(connection));
        } catch (RuntimeException | Error e) {
            close(connection);
            ended();
            throw e;
        }
    }

    private void closeListener() {
        try {
            listener.close();
        } catch (IOException e) {
            LOG.warn("{} could not be closed", listener, e);
        }
    }

    // ------------------------------------------------------------------------------------------------ serving

    private void serve(Connection connection) throws InterruptedException {
        Served me = new Served(connection, new CancelScope("handler of " + connection), Strand.current());
        served.add(me);
        String reason = cancellation;
        if (reason != null) {
            me.scope.cancel(reason);
        }
        try {
            me.scope.run(() -> handle(connection));
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            throw new AssertionError("All of it was reported", e);
        } finally {
            close(connection);
            served.remove(me);
            ended();
        }
    }

    private void handle(Connection connection) throws InterruptedException {
        try {
            handler.handle(connection);
        } catch (InterruptedException e) {
            throw e;
        } catch (Throwable e) { // whatever it is, it concerns this connection only
            try {
                onFailure.accept(connection, e);
            } catch (Throwable another) {
                another.addSuppressed(e);
                LOG.error("The failure of the handler of {} could not be reported", connection, another);
            }
        }
    }

    private static void close(AutoCloseable resource) {
        try {
            resource.close();
        } catch (Exception e) {
            LOG.warn("{} could not be closed", resource, e);
        }
    }

    private void ended() {
        if (parts.decrementAndGet() == 0) {
            end.grantAll();
        } else {
            room.grantFirst();
        }
    }

    // ------------------------------------------------------------------------------------------------ the end

    void cancel(String reason) {
        if (cancellation == null) {
            cancellation = reason;
        }
        served.forEach(each -> each.scope.cancel(reason));
    }

    void refuseHandlers() {
        Strand caller = Strand.current();
        for (Served each : served) {
            if (each.strand == caller) {
                throw new IllegalStateException("The handler of " + each.connection + " would wait for itself by "
                        + "closing " + listener + ": call stop() instead");
            }
        }
    }

    /// Waits until all strands have ended. On a virtual clock, the time limit is one of real time.
    ///
    /// @return false if the time is over
    boolean awaitEnd(@Nullable Duration timeout) throws InterruptedException {
        Waiter waiter = end.enqueue();
        if (parts.get() == 0) {
            end.withdraw(waiter);
            return true;
        }
        if (timeout == null) {
            return end.await(waiter, Scheduler.NEVER);
        }
        long deadline = Scheduler.current().deadlineAfter(timeout);
        return Outside.await(() -> end.await(waiter, deadline));
    }

    void awaitEndStubbornly() {
        Waiter waiter = end.enqueue();
        if (parts.get() == 0) {
            end.withdraw(waiter);
        } else {
            end.awaitUninterruptibly(waiter);
        }
    }

    @Override
    public String toString() {
        return listener + ", which serves " + connections() + " connections";
    }
}
