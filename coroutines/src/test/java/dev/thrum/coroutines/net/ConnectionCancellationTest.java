// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.thrum.core.CancelScope;
import dev.thrum.core.CancelledException;
import dev.thrum.core.DeadlineExceededException;
import dev.thrum.core.Strand;
import dev.thrum.core.VirtualClock;
import dev.thrum.coroutines.EventLoop;
import dev.thrum.coroutines.Task;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Waits for connections that end before their time.
class ConnectionCancellationTest extends NetTestBase {

    private static final Duration SOON = Duration.ofMillis(5);

    private static void expire(CancelScope scope, Waiting body) throws Exception {
        assertThatExceptionOfType(DeadlineExceededException.class)
                .isThrownBy(() -> scope.expireAfter(SOON).run(body::run));
    }

    private interface Waiting {
        void run() throws Exception;
    }

    @DisplayName("31: a deadline ends a read, and neither the connection nor what had come of a record")
    @ParameterizedTest
    @EnumSource
    void aReadThatTimesOut(Caller caller) throws Exception {
        for (SocketAddress address : addresses().toList()) {
            caller.run(() -> {
                try (Server server = Server.listen(address, ConnectionTest::echo);
                        Connection connection = Connection.connect(server.address())) {
                    connection.writer().write("half a ");
                    for (int i = 0; i < 3; i++) {
                        expire(new CancelScope("read"), () -> connection.reader().readLine());
                    }
                    connection.writer().write("line\nrest");
                    assertThat(connection.reader().readLine()).hasValue("half a line");
                    expire(new CancelScope("frame"), () -> connection.reader().readExactly(5));
                    connection.writer().write("!");
                    assertThat(text(connection.reader().readExactly(5))).isEqualTo("rest!");
                }
                return 0;
            });
        }
    }

    @DisplayName("31: a deadline around the whole conversation ends it wherever it is, and does not close the "
            + "connection")
    @Test
    void aDeadlineForAll() throws Exception {
        EventLoop.run(() -> {
            try (Server server = Server.listen(anyPort(), ConnectionTest::echo);
                    Connection connection = Connection.connect(server.address())) {
                int[] lines = {0};
                expire(new CancelScope("conversation"), () -> {
                    while (true) {
                        connection.writer().write("line\n");
                        lines[0] += connection.reader().readLine().orElseThrow().length() / 4;
                    }
                });
                assertThat(lines[0]).isPositive();
                connection.shutdownOutput();
                assertThat(connection.reader().readAll(100).length).isIn(0, 5);
            }
            return 0;
        });
    }

    @DisplayName("31: a cancelled read ends with the cancellation; the next task reads on")
    @Test
    void aCancelledRead() throws Exception {
        EventLoop.run(() -> {
            try (Server server = Server.listen(anyPort(), ConnectionTest::echo);
                    Connection connection = Connection.connect(server.address())) {
                Task<?> reading = EventLoop.spawn(() -> connection.reader().readLine());
                Strand.yieldNow();
                reading.cancel("never mind");
                assertThat(catchCancelled(reading)).hasMessageContaining("waiting for bytes from connection to");
                connection.writer().write("line\n");
                assertThat(EventLoop.spawn(() -> connection.reader().readLine()).await()).hasValue("line");
            }
            return 0;
        });
    }

    private static Throwable catchCancelled(Task<?> task) throws InterruptedException, ExecutionException {
        try {
            task.await();
            throw new AssertionError("It was not cancelled");
        } catch (java.util.concurrent.CancellationException e) {
            return e;
        }
    }

    @DisplayName("31: a read that has timed out keeps no loop from ending, though the connection stays open and silent")
    @Test
    void aReadThatTimesOutLeavesNothingBehind() throws Exception {
        try (ServerSocket peer = new ServerSocket()) {
            peer.bind(anyPort());
            try (Connection connection = Connection.connect(peer.getLocalSocketAddress());
                    Socket socket = peer.accept()) {
                EventLoop.run(() -> expire(new CancelScope("read"), () -> connection.reader().readLine()));
                socket.getOutputStream().write(bytes("line\n"));
                assertThat(connection.reader().readLine()).hasValue("line");
            }
        }
    }

    @DisplayName("31: an interrupted read does not close the connection")
    @Test
    void anInterruptedRead() throws Exception {
        try (Server server = Server.listen(anyPort(), ConnectionTest::echo);
                Connection connection = Connection.connect(server.address())) {
            AtomicReference<Thread> reader = new AtomicReference<>();
            var reading = elsewhere(() -> {
                reader.set(Thread.currentThread());
                return connection.reader().readLine();
            });
            until("the reader waits", () -> isAwaited("bytes from connection to"));
            reader.get().interrupt();
            assertThatExceptionOfType(ExecutionException.class).isThrownBy(reading::get)
                    .havingCause().isInstanceOf(InterruptedException.class).isNotInstanceOf(CancelledException.class);
            connection.writer().write("line\n");
            assertThat(connection.reader().readLine()).hasValue("line");
        }
    }

    @DisplayName("31: cancellations in the middle of writes lose no byte and double none")
    @ParameterizedTest
    @EnumSource
    void writesThatAreCutShort(Caller caller) throws Exception {
        int size = 8 << 20;
        byte[] first = new byte[size];
        byte[] second = new byte[size];
        new Random(1).nextBytes(first);
        new Random(2).nextBytes(second);
        for (SocketAddress address : addresses().toList()) {
            caller.run(() -> {
                try (Server server = Server.builder().grace(Duration.ZERO).listen(address, connection -> {
                    expire(new CancelScope("write"), () -> connection.writer().write(first));
                    assertThat(connection.writer().owed()).isBetween(1, size - 1);
                    expire(new CancelScope("flush"), () -> connection.writer().flush());
                    ByteBuffer buffer = ByteBuffer.wrap(second);
                    expire(new CancelScope("another"), () -> connection.writer().write("never begun"));
                    connection.reader().readExactly(1);
                    connection.writer().flush();
                    connection.writer().write(buffer.limit(size / 2));
                    buffer.limit(size);
                    while (buffer.hasRemaining()) {
                        try {
                            CancelScope.timeout(SOON, () -> {
                                connection.writer().write(buffer);
                                return 0;
                            });
                        } catch (DeadlineExceededException _) {
                            // and go on
                        }
                    }
                }); Connection connection = Connection.connect(server.address())) {
                    EventLoop.blocking(() -> {
                        until("the handler reads", () -> isAwaited("bytes from connection from")
                                || isAwaited("bytes from connection 1 at"));
                        return 0;
                    });
                    connection.writer().write("!");
                    assertThat(Arrays.equals(connection.reader().readExactly(size), first)).isTrue();
                    assertThat(Arrays.equals(connection.reader().readExactly(size), second)).isTrue();
                    assertThat(connection.reader().read(1)).isEmpty();
                }
                return 0;
            });
        }
    }

    @DisplayName("31: a connect that is cancelled leaves nothing open")
    @Test
    void aCancelledConnect() throws Exception {
        EventLoop.run(() -> {
            List<Connection> open = new ArrayList<>();
            try (ServerSocket full = new ServerSocket()) {
                full.bind(anyPort(), 1);
                assertThatExceptionOfType(DeadlineExceededException.class).isThrownBy(() -> CancelScope.timeout(
                        Duration.ofMillis(100), () -> {
                            while (true) { // the queue takes a few, and never answers the next one
                                open.add(Connection.connect(full.getLocalSocketAddress()));
                            }
                        }));
            }
            for (Connection each : open) {
                each.close();
            }
            return 0;
        });
        assertThat(LoopPoller.inUse()).as("pollers that know a channel").isZero();
    }

    @DisplayName("31: connecting to a Unix-domain server whose queue is full waits until there is room")
    @Test
    void aFullUnixDomainServer() throws Exception {
        EventLoop.run(() -> {
            try (Server server = Server.builder().backlog(1).limit(1).listen(socketFile(), ConnectionTest::echo)) {
                Task<?>[] clients = new Task<?>[6];
                for (int i = 0; i < clients.length; i++) {
                    String line = "client " + i;
                    clients[i] = EventLoop.spawn(() -> {
                        try (Connection connection = Connection.connect(server.address())) {
                            connection.writer().write(line + "\n");
                            assertThat(connection.reader().readLine()).hasValue(line);
                        }
                        return line;
                    });
                }
                for (Task<?> client : clients) {
                    client.await();
                }
            }
            return 0;
        });
    }

    // ------------------------------------------------------------------------------------------ virtual time

    @DisplayName("31, 26: a virtual clock stands still while a task waits for a connection, and no deadlock is "
            + "reported")
    @Test
    void aVirtualClockStandsStill() throws Exception {
        VirtualClock clock = new VirtualClock();
        try (ServerSocket peer = new ServerSocket()) {
            peer.bind(anyPort());
            EventLoop.builder().clock(clock).run(() -> {
                Task<Boolean> sleeper = EventLoop.spawn(() -> {
                    Strand.sleep(Duration.ofHours(1));
                    return true;
                });
                try (Connection connection = Connection.connect(peer.getLocalSocketAddress());
                        Socket socket = peer.accept()) {
                    elsewhere(() -> {
                        until("the task waits", () -> isAwaited("bytes from connection to"));
                        socket.getOutputStream().write(bytes("line\n"));
                        return 0;
                    });
                    assertThat(connection.reader().readLine()).hasValue("line");
                    assertThat(clock.elapsed()).isZero();
                }
                sleeper.await();
                assertThat(clock.elapsed()).isEqualTo(Duration.ofHours(1));
                return 0;
            });
        }
    }

    @DisplayName("31, 26: the deadline of a read comes on a virtual clock after as much real time, and what was "
            + "due before it")
    @Test
    void aDeadlineOnAVirtualClock() throws Exception {
        VirtualClock clock = new VirtualClock();
        EventLoop.builder().clock(clock).run(() -> {
            try (Server server = Server.listen(anyPort(), ConnectionTest::echo);
                    Connection connection = Connection.connect(server.address())) {
                Task<Duration> before = EventLoop.spawn(() -> {
                    Strand.sleep(Duration.ofMillis(4));
                    return clock.elapsed();
                });
                expire(new CancelScope("read"), () -> connection.reader().readLine());
                assertThat(clock.elapsed()).isEqualTo(SOON);
                assertThat(before.await()).isEqualTo(Duration.ofMillis(4));
                expire(new CancelScope("read"), () -> connection.reader().readLine());
                assertThat(clock.elapsed()).isEqualTo(SOON.multipliedBy(2));
            }
            return 0;
        });
    }

    @DisplayName("31, 26: when the connections are gone, a deadlock is reported again")
    @Test
    void deadlocksAreReportedAfterwards() {
        assertThatExceptionOfType(dev.thrum.core.DeadlockException.class)
                .isThrownBy(() -> EventLoop.builder().clock(new VirtualClock()).run(() -> {
                    try (Server server = Server.listen(anyPort(), ConnectionTest::echo);
                            Connection connection = Connection.connect(server.address())) {
                        connection.writer().write("x");
                        connection.reader().readExactly(1);
                    }
                    EventLoop.await(new java.util.concurrent.CompletableFuture<>());
                    return 0;
                }));
    }
}
