// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.thrum.core.CancelScope;
import dev.thrum.core.CancelledException;
import dev.thrum.core.DeadlineExceededException;
import dev.thrum.core.Strand;
import dev.thrum.core.VirtualClock;
import dev.thrum.coroutines.EventLoop;
import dev.thrum.coroutines.Task;
import dev.thrum.sync.Barrier;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// How a server treats its connections, from the first to its end.
class ServerTest extends NetTestBase {

    private final List<String> trace = Collections.synchronizedList(new ArrayList<>());

    @DisplayName("31: many connections are served at a time, each by a handler of its own")
    @ParameterizedTest
    @EnumSource
    void manyConnections(Caller caller) throws Exception {
        int number = 200;
        caller.run(() -> {
            AtomicInteger open = new AtomicInteger();
            try (Server server = Server.builder().backlog(number).listen(anyPort(), connection -> {
                open.incrementAndGet();
                ConnectionTest.echo(connection);
            })) {
                List<Connection> connections = new ArrayList<>();
                List<Running<String>> talks = new ArrayList<>();
                for (int i = 0; i < number; i++) {
                    Connection connection = Connection.connect(server.address());
                    connections.add(connection);
                    String line = "line " + i;
                    talks.add(caller.start(() -> {
                        for (int j = 0; j < 20; j++) {
                            connection.writer().write(line + "\n");
                            assertThat(connection.reader().readLine()).hasValue(line);
                        }
                        return line;
                    }));
                }
                for (int i = 0; i < number; i++) {
                    assertThat(talks.get(i).await()).isEqualTo("line " + i);
                }
                assertThat(open).hasValue(number);
                assertThat(server.connections()).isEqualTo(number);
                for (Connection connection : connections) {
                    connection.close();
                }
            }
            return 0;
        });
    }

    @DisplayName("31: a handler that fails is reported, and costs its own connection only")
    @ParameterizedTest
    @EnumSource
    void aHandlerThatFails(Caller caller) throws Exception {
        ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
        IOException failure = new IOException("broken handler");
        caller.run(() -> {
            try (Server server = Server.builder().onFailure((connection, e) -> {
                assertThat(connection.isClosed()).isFalse();
                failures.add(e);
                throw new IllegalStateException("broken report"); // which goes to the log
            }).listen(anyPort(), connection -> {
                if (connection.reader().readLine().orElseThrow().equals("fail")) {
                    throw failure;
                }
                ConnectionTest.echo(connection);
            }); Connection good = Connection.connect(server.address());
                    Connection bad = Connection.connect(server.address())) {
                good.writer().write("go on\n");
                bad.writer().write("fail\n");
                assertThat(bad.reader().read(1)).isEmpty();
                good.writer().write("still here\n");
                assertThat(good.reader().readLine()).hasValue("still here");
            }
            return 0;
        });
        assertThat(failures).containsExactly(failure);
    }

    @DisplayName("31: with a limit, those who come too many wait until one has gone")
    @ParameterizedTest
    @EnumSource
    void aLimit(Caller caller) throws Exception {
        AtomicInteger present = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        Barrier two = new Barrier(2); // nobody is served alone
        caller.run(() -> {
            try (Server server = Server.builder().limit(2).listen(anyPort(), connection -> {
                most.accumulateAndGet(present.incrementAndGet(), Math::max);
                two.await();
                ConnectionTest.echo(connection);
                present.decrementAndGet();
            })) {
                List<Running<?>> clients = new ArrayList<>();
                for (int i = 0; i < 10; i++) {
                    clients.add(caller.start(() -> {
                        try (Connection connection = Connection.connect(server.address())) {
                            connection.writer().write("x\n");
                            assertThat(connection.reader().readLine()).hasValue("x");
                        }
                        return 0;
                    }));
                }
                for (Running<?> client : clients) {
                    client.await();
                }
            }
            return 0;
        });
        assertThat(most).hasValue(2);
    }

    @DisplayName("31: close accepts no more, waits for the handlers, and lets them finish")
    @ParameterizedTest
    @EnumSource
    void closeWaits(Caller caller) throws Exception {
        for (SocketAddress any : addresses().toList()) {
            trace.clear();
            caller.run(() -> {
                Server server = Server.listen(any, connection -> {
                    connection.writer().write(connection.reader().readLine().orElseThrow());
                    trace.add("served");
                });
                Connection connection = Connection.connect(server.address());
                SocketAddress address = server.address();
                outsideOf(() -> until("the handler waits", () -> server.connections() == 1));
                Running<?> closing = caller.start(() -> {
                    server.close();
                    return trace.add("closed");
                });
                String end = "the end of the server at " + Outside.text(address);
                outsideOf(() -> until("it waits", () -> isAwaited(end)));
                assertThatExceptionOfType(ConnectException.class).isThrownBy(() -> Connection.connect(address));
                connection.writer().write("line\n");
                assertThat(text(connection.reader().readAll(100))).isEqualTo("line");
                closing.await();
                server.close();
                connection.close();
                return 0;
            });
            assertThat(trace).containsExactly("served", "closed");
        }
    }

    private static void outsideOf(Runnable wait) throws InterruptedException {
        EventLoop.blocking(() -> {
            wait.run();
            return 0;
        });
    }

    @DisplayName("31: when its grace is over, close cancels the handlers and waits for their clean-up")
    @ParameterizedTest
    @EnumSource
    void grace(Caller caller) throws Exception {
        caller.run(() -> {
            Server server = Server.builder().grace(Duration.ofMillis(10)).listen(anyPort(), connection -> {
                try {
                    connection.reader().readLine();
                } catch (CancelledException e) {
                    trace.add(e.reason());
                    CancelScope.shielded(() -> {
                        Strand.sleep(Duration.ofMillis(10));
                        return trace.add("cleaned up");
                    });
                    throw e;
                }
            });
            try (Connection connection = Connection.connect(server.address())) {
                outsideOf(() -> until("the handler waits", () -> isAwaited("bytes from connection from")));
                server.close();
                trace.add("closed");
                assertThat(connection.reader().read(1)).isEmpty();
            }
            return 0;
        });
        assertThat(trace).containsExactly(
                "the server was closed, and its grace of PT0.01S is over", "cleaned up", "closed");
    }

    @DisplayName("31: if the closing strand is cancelled or interrupted, the handlers are cancelled at once, "
            + "and it still waits")
    @Test
    void aCancelledClose() throws Exception {
        EventLoop.run(() -> {
            ConnectionHandler silent = connection -> {
                try {
                    connection.reader().readLine();
                } catch (CancelledException e) {
                    trace.add(e.reason());
                    throw e;
                }
            };
            Task<?> owner = EventLoop.spawn(() -> {
                try (Server server = Server.listen(socketFile(), silent)) {
                    Strand.sleep(Duration.ofHours(1));
                    return server;
                } finally {
                    trace.add("owner ended");
                }
            });
            Strand.yieldNow();
            try (Connection connection = Connection.connect(socketFile())) {
                outsideOf(() -> until("the handler waits", () -> isAwaited("bytes from connection 1 at")));
                owner.cancel("closing time");
                assertThatExceptionOfType(CancellationException.class)
                        .isThrownBy(owner::await).withMessageContaining("closing time");
                assertThat(connection.reader().read(1)).isEmpty();
            }
            return 0;
        });
        assertThat(trace).containsExactly(
                "the server was closed by somebody who was cancelled: closing time", "owner ended");
        trace.clear();
        Server server = Server.listen(anyPort(), connection -> {
            connection.reader().readLine();
        });
        try (Connection connection = Connection.connect(server.address())) {
            until("the handler waits", () -> isAwaited("bytes from connection from"));
            Thread.currentThread().interrupt();
            server.close();
            assertThat(Thread.interrupted()).isTrue();
            assertThat(connection.reader().read(1)).isEmpty();
        }
    }

    @DisplayName("31: a server that is left open ends with its loop, without a word about its tasks")
    @Test
    void theEndOfTheLoop() throws Exception {
        SocketAddress[] address = {null};
        AtomicReference<Connection> connection = new AtomicReference<>();
        EventLoop.run(() -> {
            Server server = Server.listen(socketFile(), ConnectionTest::echo);
            address[0] = server.address();
            connection.set(Connection.connect(server.address()));
            connection.get().writer().write("x");
            return connection.get().reader().read(1);
        });
        assertThat(connection.get().reader().read(1)).isEmpty();
        connection.get().close();
        assertThat(socketFile().getPath()).doesNotExist();
        assertThatExceptionOfType(ConnectException.class).isThrownBy(() -> Connection.connect(address[0]));
    }

    @DisplayName("31: stop lets the connections go on; a handler may call it, but not close")
    @ParameterizedTest
    @EnumSource
    void stopInAHandler(Caller caller) throws Exception {
        caller.run(() -> {
            AtomicReference<Server> self = new AtomicReference<>();
            try (Server server = Server.listen(anyPort(), connection -> {
                connection.reader().readLine();
                assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> self.get().close())
                        .withMessageContaining("stop()");
                self.get().stop();
                connection.writer().write("stopped");
            }); Connection connection = Connection.connect(server.address())) {
                self.set(server);
                connection.writer().write("\n");
                assertThat(text(connection.reader().readAll(100))).isEqualTo("stopped");
                assertThatExceptionOfType(ConnectException.class)
                        .isThrownBy(() -> Connection.connect(server.address()));
            }
            return 0;
        });
    }

    @DisplayName("31: the file of a Unix-domain server is removed; one that was left behind is replaced, one in "
            + "use or no socket is not")
    @Test
    void socketFiles() throws Exception {
        UnixDomainSocketAddress address = socketFile();
        try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            dead.bind(address);
        }
        assertThat(address.getPath()).exists();
        try (Server server = Server.listen(address, ConnectionTest::echo)) {
            assertThatExceptionOfType(BindException.class)
                    .isThrownBy(() -> Server.listen(address, ConnectionTest::echo))
                    .withMessageContaining(address.toString());
            try (Connection connection = Connection.connect(server.address())) {
                connection.writer().write("x");
                assertThat(connection.reader().readExactly(1)).hasSize(1);
            }
        }
        assertThat(address.getPath()).doesNotExist();
        Files.writeString(address.getPath(), "no socket");
        assertThatExceptionOfType(BindException.class).isThrownBy(() -> Server.listen(address, ConnectionTest::echo));
        assertThat(address.getPath()).hasContent("no socket");
    }

    @DisplayName("31: a file that somebody has put in the place of the server's is not removed")
    @Test
    void somebodyElsesFile() throws Exception {
        UnixDomainSocketAddress address = socketFile();
        Server server = Server.listen(address, ConnectionTest::echo);
        Files.delete(address.getPath());
        Files.writeString(address.getPath(), "somebody else's");
        server.close();
        assertThat(address.getPath()).hasContent("somebody else's");
    }

    @DisplayName("31: an address that is taken is refused with its name")
    @Test
    void anAddressThatIsTaken() throws Exception {
        try (Server server = Server.listen(anyPort(), ConnectionTest::echo)) {
            assertThatExceptionOfType(BindException.class)
                    .isThrownBy(() -> Server.listen(server.address(), ConnectionTest::echo))
                    .withMessageContaining(Outside.text(server.address()));
        }
        assertThatIllegalArgumentException().isThrownBy(() -> Server.builder().limit(0));
        assertThatIllegalArgumentException().isThrownBy(() -> Server.builder().backlog(0));
        assertThatIllegalArgumentException().isThrownBy(() -> Server.builder().grace(Duration.ofNanos(-1)));
    }

    @DisplayName("31, 26: on a virtual clock the grace is one of real time, if a handler waits for its peer")
    @Test
    void graceOnAVirtualClock() throws Exception {
        VirtualClock clock = new VirtualClock();
        EventLoop.builder().clock(clock).run(() -> {
            Server server = Server.builder().grace(Duration.ofMillis(20)).listen(anyPort(), ConnectionTest::echo);
            try (Connection connection = Connection.connect(server.address())) {
                connection.writer().write("x");
                connection.reader().readExactly(1);
                server.close();
            }
            assertThat(clock.elapsed()).isEqualTo(Duration.ofMillis(20));
            return 0;
        });
    }

    @DisplayName("31: when all connections of a loop are closed, nothing is left of its poller")
    @Test
    void nothingIsLeft() throws Exception {
        EventLoop.run(() -> {
            try (Server server = Server.listen(anyPort(), ConnectionTest::echo);
                    Connection connection = Connection.connect(server.address())) {
                connection.writer().write("x");
                connection.reader().readExactly(1);
                assertThatExceptionOfType(DeadlineExceededException.class).isThrownBy(() ->
                        CancelScope.timeout(Duration.ofMillis(1), () -> connection.reader().read(1)));
            }
            return 0;
        });
        assertThat(LoopPoller.inUse()).isZero();
    }
}
