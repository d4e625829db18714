// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.thrum.core.Baton;
import dev.thrum.core.CancelScope;
import dev.thrum.core.Scheduler;
import dev.thrum.core.Strand;
import dev.thrum.core.VirtualClock;
import dev.thrum.coroutines.EventLoop;
import dev.thrum.coroutines.Logged;
import dev.thrum.coroutines.Task;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.channels.SelectionKey;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

/// What becomes of those who wait when that fails by which they are told.
@ResourceLock(Resources.SYSTEM_ERR)
class OutsideFailureTest extends NetTestBase {

    private static final Duration LONG = Duration.ofSeconds(20);

    // ------------------------------------------------------------------------------------------------- the poller

    /// Puts something in the way of the poller of the calling task's loop: something to read, with nobody behind it.
    private static Pipe pitfall() throws IOException {
        Pipe pipe = Pipe.open();
        pipe.sink().write(ByteBuffer.wrap(bytes("x")));
        pipe.source().configureBlocking(false);
        LoopPoller poller = LoopPoller.begunOn((Baton) Scheduler.current());
        pipe.source().register(poller.selector(), SelectionKey.OP_READ, "nobody");
        poller.selector().wakeup();
        poller.end();
        return pipe;
    }

    @DisplayName("31: when the poller of a loop fails, all who wait are told so; the next connections get another")
    @Test
    void thePollerFails() throws Exception {
        String log = Logged.by(() -> EventLoop.run(() -> {
            try (Server server = Server.listen(anyPort(), ConnectionTest::echo);
                    Connection one = Connection.connect(server.address());
                    Connection other = Connection.connect(server.address())) {
                Task<?> first = EventLoop.spawn("first", () -> one.reader().read(1));
                Task<?> second = EventLoop.spawn("second", () -> other.reader().read(1));
                one.writer().write("x");
                first.await();
                Task<?> third = EventLoop.spawn("third", () -> one.reader().read(1));
                EventLoop.blocking(() -> until("all wait", () -> isAwaited("bytes from " + one)
                        && isAwaited("bytes from " + other) && isAwaited("connections from ")));
                Pipe pitfall = pitfall();
                try (Pipe.SourceChannel source = pitfall.source(); Pipe.SinkChannel sink = pitfall.sink()) {
                    for (Task<?> waiting : new Task<?>[] {second, third}) {
                        assertThatExceptionOfType(ExecutionException.class)
                                .isThrownBy(() -> CancelScope.timeout(LONG, () -> waiting.await()))
                                .havingCause().isInstanceOf(ConnectionClosedException.class)
                                .withMessageContaining("the poller, which has failed")
                                .withMessageContaining("ClassCastException");
                    }
                    assertThat(source.isOpen()).isEqualTo(sink.isOpen()).isTrue();
                }
                CancelScope.timeout(LONG, server::close);
            }
            CancelScope.timeout(LONG, () -> {
                try (Server server = Server.listen(anyPort(), ConnectionTest::echo);
                        Connection connection = Connection.connect(server.address())) {
                    connection.writer().write("x");
                    assertThat(connection.reader().readExactly(1)).isEqualTo(bytes("x"));
                }
            });
        }));
        assertThat(log).contains("The poller for sockets of", "ClassCastException");
        assertThat(LoopPoller.inUse()).isZero();
    }

    @DisplayName("31: the poller for threads goes on when it fails")
    @Test
    void thePollerForThreadsFails() throws Exception {
        try (Server server = Server.listen(anyPort(), ConnectionTest::echo);
                Connection connection = Connection.connect(server.address())) {
            Pipe pitfall = Pipe.open();
            PrintStream real = System.err;
            ByteArrayOutputStream log = new ByteArrayOutputStream();
            System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
            try (Pipe.SinkChannel sink = pitfall.sink(); Pipe.SourceChannel source = pitfall.source()) {
                sink.write(ByteBuffer.wrap(bytes("x")));
                source.configureBlocking(false);
                source.register(ThreadPoller.get().selector(), SelectionKey.OP_READ, "nobody");
                ThreadPoller.get().selector().wakeup();
                until("it has failed", () -> log.toString(StandardCharsets.UTF_8)
                        .contains("The poller for sockets failed, and goes on"));
            } finally {
                System.setErr(real);
            }
            connection.writer().write("x");
            assertThat(CancelScope.timeout(LONG, () -> connection.reader().readExactly(1))).isEqualTo(bytes("x"));
        }
    }

    // ------------------------------------------------------------------------------------------------ a server

    private static Serving serving(Listener listener, Serving.Acceptor acceptor) {
        Serving serving = new Serving(listener, acceptor, ConnectionTest::echo, Integer.MAX_VALUE, (_, _) -> { });
        serving.start();
        return serving;
    }

    @DisplayName("31: a server that cannot accept, for lack of file descriptors say, tries again after a pause")
    @Test
    void acceptFails() throws Exception {
        VirtualClock clock = new VirtualClock();
        AtomicInteger attempts = new AtomicInteger();
        String log = Logged.by(() -> EventLoop.builder().clock(clock).run(() -> {
            Listener listener = Listener.open(anyPort(), 10);
            Serving serving = serving(listener, () -> {
                if (attempts.incrementAndGet() <= 2) {
                    throw new IOException("Too many open files");
                }
                return listener.accept();
            });
            try (Connection connection = Connection.connect(listener.address())) {
                connection.writer().write("x");
                assertThat(connection.reader().readExactly(1)).isEqualTo(bytes("x"));
            }
            assertThat(clock.elapsed()).as("a pause after each failure").isEqualTo(Duration.ofMillis(200));
            listener.close();
            serving.awaitEndStubbornly();
        }));
        assertThat(attempts).hasValueGreaterThan(2);
        assertThat(log.lines()).filteredOn(text -> text.contains("cannot accept a connection, and tries again in "))
                .hasSize(2);
        assertThat(log).contains("Too many open files");
    }

    @DisplayName("31: a server that is stopped while it cannot accept tries no more")
    @Test
    void stoppedWhileAcceptFails() throws Exception {
        AtomicInteger attempts = new AtomicInteger();
        String log = Logged.by(() -> EventLoop.run(() -> {
            Listener listener = Listener.open(anyPort(), 10);
            Serving serving = serving(listener, () -> {
                if (attempts.incrementAndGet() == 1) {
                    throw new IOException("Too many open files");
                }
                return listener.accept();
            });
            EventLoop.blocking(() -> until("it has failed", () -> attempts.get() == 1));
            listener.close();
            CancelScope.timeout(LONG, () -> serving.awaitEnd(null));
        }));
        assertThat(attempts).hasValue(2);
        assertThat(log).containsOnlyOnce("tries again");
    }

    @DisplayName("31: a handler that has not begun when the handlers are cancelled is cancelled when it does")
    @Test
    void aHandlerThatBeginsLate() throws Exception {
        EventLoop.run(() -> {
            Listener listener = Listener.open(anyPort(), 10);
            try (Connection connection = Connection.connect(listener.address())) {
                Serving serving = serving(listener, listener::accept);
                Strand.yieldNow(); // to the strand that accepts, and starts a handler, which comes after this task
                assertThat(serving.connections()).as("handlers that have begun").isZero();
                serving.cancel("closing time");
                listener.close();
                CancelScope.timeout(LONG, () -> serving.awaitEnd(null));
                assertThat(connection.reader().read(1)).as("what comes at the end").isEmpty();
            }
        });
    }
}
