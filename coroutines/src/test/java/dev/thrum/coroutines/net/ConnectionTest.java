// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.thrum.core.Strand;
import dev.thrum.coroutines.EventLoop;
import dev.thrum.coroutines.Task;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What two ends of a connection are to one another.
class ConnectionTest extends NetTestBase {

    /// Sends back what comes, until the end of it.
    static void echo(Connection connection) throws IOException, InterruptedException {
        ByteBuffer buffer = ByteBuffer.allocate(1_000);
        while (connection.reader().read(buffer) >= 0) {
            connection.writer().write(buffer.flip());
            buffer.clear();
        }
    }

    @DisplayName("31: what is sent comes back, over TCP and Unix-domain sockets, in tasks and on threads")
    @ParameterizedTest
    @EnumSource
    void echoes(Caller caller) throws Exception {
        for (SocketAddress address : addresses().toList()) {
            caller.run(() -> {
                try (Server server = Server.listen(address, ConnectionTest::echo);
                        Connection connection = Connection.connect(server.address())) {
                    connection.writer().write("hello\n");
                    assertThat(connection.reader().readLine()).hasValue("hello");
                    connection.writer().writeFrame(bytes("frame"));
                    assertThat(connection.reader().readFrame(5)).map(NetTestBase::text).hasValue("frame");
                }
                return 0;
            });
        }
    }

    @DisplayName("31: a task may talk to a thread outside of its loop, and use a connection that was made there")
    @Test
    void mixed() throws Exception {
        try (Server server = Server.listen(anyPort(), ConnectionTest::echo);
                Connection connection = Connection.connect(server.address())) {
            connection.writer().write("outside\n");
            assertThat(connection.reader().readLine()).hasValue("outside");
            EventLoop.run(() -> {
                connection.writer().write("inside\n");
                assertThat(connection.reader().readLine()).hasValue("inside");
                assertThat(EventLoop.<String, Exception>blocking(() -> {
                    connection.writer().write("in between\n");
                    return connection.reader().readLine().orElseThrow();
                })).isEqualTo("in between");
                return 0;
            });
            connection.writer().write("outside again\n");
            assertThat(connection.reader().readLine()).hasValue("outside again");
        }
    }

    @DisplayName("31: an end that has shut its output down can still read; the other end finds the end of the stream")
    @ParameterizedTest
    @EnumSource
    void halfClose(Caller caller) throws Exception {
        for (SocketAddress address : addresses().toList()) {
            caller.run(() -> {
                try (Server server = Server.listen(address, connection -> {
                    byte[] all = connection.reader().readAll(100);
                    connection.writer().write("got " + all.length);
                }); Connection connection = Connection.connect(server.address())) {
                    connection.writer().write("12345");
                    connection.shutdownOutput();
                    connection.shutdownOutput();
                    assertThat(text(connection.reader().readAll(100))).isEqualTo("got 5");
                    assertThatExceptionOfType(IOException.class).isThrownBy(() -> connection.writer().write("more"))
                            .withMessageContaining("output of connection to");
                }
                return 0;
            });
        }
    }

    @DisplayName("31: bytes that come one by one are put together")
    @Test
    void fragments() throws Exception {
        EventLoop.run(() -> {
            try (Server server = Server.listen(anyPort(), connection -> {
                for (byte one : bytes("line\nand\r\nrest")) {
                    connection.writer().write(new byte[] {one});
                    Strand.yieldNow();
                }
            }); Connection connection = Connection.connect(server.address())) {
                assertThat(connection.reader().lines().stream().toList()).containsExactly("line", "and", "rest");
            }
            return 0;
        });
    }

    @DisplayName("31: a writer waits for a slow reader, others go on meanwhile, and all comes over in order")
    @ParameterizedTest
    @EnumSource
    void backPressure(Caller caller) throws Exception {
        byte[] much = new byte[8 << 20];
        new Random(7).nextBytes(much);
        for (SocketAddress address : addresses().toList()) {
            caller.run(() -> {
                try (Server server = Server.listen(address, connection -> connection.writer().write(much));
                        Connection connection = Connection.connect(server.address())) {
                    EventLoop.blocking(() -> {
                        until("the writer waits", () -> isAwaited("room in connection"));
                        return 0;
                    });
                    assertThat(Arrays.equals(connection.reader().readExactly(much.length), much)).isTrue();
                    assertThat(connection.reader().read(1)).isEmpty();
                }
                return 0;
            });
        }
    }

    @DisplayName("31, 25: a connection on which there is always something does not keep its loop from the others")
    @Test
    void aFastPeerDoesNotStarveTheLoop() throws Exception {
        try (Server server = Server.builder().onFailure((_, _) -> {}).listen(anyPort(), connection -> {
            byte[] block = new byte[64 * 1024];
            while (true) {
                connection.writer().write(block);
            }
        })) {
            EventLoop.run(() -> {
                try (Connection connection = Connection.connect(server.address())) {
                    int[] turns = {0};
                    Task<?> other = EventLoop.spawn(() -> {
                        while (turns[0] < 3) {
                            Strand.yieldNow();
                            turns[0]++;
                        }
                        return 0;
                    });
                    ByteBuffer one = ByteBuffer.allocate(1);
                    while (!other.isDone()) {
                        connection.reader().read(one.clear());
                    }
                    assertThat(turns[0]).isEqualTo(3);
                }
                return 0;
            });
            server.cancelHandlers("enough");
        }
    }

    @DisplayName("31: close wakes whoever reads or writes with an error that says who closed what; it may be "
            + "called again")
    @ParameterizedTest
    @EnumSource
    void closeWakesReaderAndWriter(Caller caller) throws Exception {
        for (SocketAddress address : addresses().toList()) {
            caller.run(() -> {
                try (Server server = Server.builder().grace(Duration.ZERO).listen(address, connection -> Strand.sleep(
                        Duration.ofHours(1)))) {
                    Connection connection = Connection.connect(server.address());
                    Running<ConnectionClosedException> reading = caller.start(() -> catchThrowableOfType(
                            ConnectionClosedException.class, () -> connection.reader().readLine()));
                    Running<ConnectionClosedException> writing = caller.start(() -> catchThrowableOfType(
                            ConnectionClosedException.class, () -> connection.writer().write(new byte[16 << 20])));
                    EventLoop.blocking(() -> {
                        until("the reader waits", () -> isAwaited("bytes from connection to"));
                        until("the writer waits", () -> isAwaited("room in connection to"));
                        return 0;
                    });
                    connection.close();
                    connection.close();
                    assertThat(connection.isClosed()).isTrue();
                    assertThat(reading.await())
                            .hasMessageContaining("Cannot read: connection to " + Outside.text(server.address()))
                            .hasMessageContaining("was closed by \"");
                    assertThat(writing.await()).hasMessageContaining("Cannot write: connection to");
                    assertThatExceptionOfType(ConnectionClosedException.class)
                            .isThrownBy(() -> connection.reader().read(1));
                    assertThatExceptionOfType(ConnectionClosedException.class)
                            .isThrownBy(() -> connection.writer().write("x"));
                    assertThatExceptionOfType(ConnectionClosedException.class).isThrownBy(connection::shutdownOutput);
                    assertThatExceptionOfType(ConnectionClosedException.class)
                            .isThrownBy(() -> connection.option(StandardSocketOptions.SO_SNDBUF, 100_000));
                }
                return 0;
            });
        }
    }

    @DisplayName("31: a second reader is refused, and told who reads")
    @Test
    void aSecondReader() throws Exception {
        EventLoop.run(() -> {
            try (Server server = Server.listen(anyPort(), ConnectionTest::echo);
                    Connection connection = Connection.connect(server.address())) {
                Task<?> first = EventLoop.spawn("first reader", () -> connection.reader().readLine());
                Strand.yieldNow();
                assertThatIllegalStateException().isThrownBy(() -> connection.reader().read(1))
                        .withMessageContainingAll("connection to", "first reader", "main");
                connection.writer().write("for the first\n");
                assertThat(first.await()).hasToString("Optional[for the first]");
            }
            return 0;
        });
    }

    @DisplayName("31: a connection that the peer resets is an error that names it")
    @Test
    void peerReset() throws Exception {
        try (ServerSocket server = new ServerSocket()) {
            server.bind(anyPort());
            EventLoop.run(() -> {
                try (Connection connection = Connection.connect(server.getLocalSocketAddress())) {
                    Task<?> reading = EventLoop.spawn(() -> connection.reader().readLine());
                    Strand.yieldNow();
                    try (Socket peer = server.accept()) {
                        peer.setSoLinger(true, 0);
                    }
                    assertThatExceptionOfType(ExecutionException.class).isThrownBy(reading::await)
                            .havingCause().isInstanceOf(IOException.class)
                            .withMessageContaining("reset")
                            .withMessageContaining("connection to 127.0.0.1:" + server.getLocalPort());
                }
                return 0;
            });
        }
    }

    @DisplayName("31: where nobody listens, connect fails with the address")
    @ParameterizedTest
    @EnumSource
    void nobodyListens(Caller caller) throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket()) {
            free.bind(anyPort());
            port = free.getLocalPort();
        }
        caller.run(() -> {
            assertThatExceptionOfType(ConnectException.class)
                    .isThrownBy(() -> Connection.connect(new InetSocketAddress("127.0.0.1", port)))
                    .withMessageContaining("127.0.0.1:" + port);
            assertThatExceptionOfType(ConnectException.class).isThrownBy(() -> Connection.connect(socketFile()))
                    .withMessageContaining(socketFile().toString());
            return 0;
        });
    }

    @DisplayName("31: connects that fail leave nothing open")
    @Test
    void failedConnectsLeaveNothingOpen() throws Exception {
        Path descriptors = Path.of("/proc/self/fd");
        Assumptions.assumeTrue(Files.isDirectory(descriptors));
        var nobody = new InetSocketAddress(InetAddress.getLoopbackAddress(), 1); // which no client ever gets as its own
        for (SocketAddress address : List.of(nobody, socketFile())) {
            int before = entries(descriptors);
            for (int i = 0; i < 500; i++) {
                assertThatExceptionOfType(ConnectException.class).isThrownBy(() -> Connection.connect(address));
            }
            assertThat(entries(descriptors)).isLessThan(before + 250);
        }
    }

    private static int entries(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return (int) entries.count();
        }
    }

    @DisplayName("31: a host is looked up by its name while the other tasks go on; an unknown one is an error")
    @Test
    void namesAreLookedUp() throws Exception {
        EventLoop.run(() -> {
            try (Server server = Server.listen(anyPort(), ConnectionTest::echo)) {
                int port = ((InetSocketAddress) server.address()).getPort();
                Task<Connection> connecting = EventLoop.spawn(() -> Connection.connect("localhost", port));
                Strand.yieldNow();
                assertThat(connecting.isDone()).isFalse();
                try (Connection connection = connecting.await()) {
                    connection.writer().write("x\n");
                    assertThat(connection.reader().readLine()).hasValue("x");
                    assertThat(connection.remoteAddress()).isInstanceOf(InetSocketAddress.class);
                }
            }
            assertThatExceptionOfType(UnknownHostException.class)
                    .isThrownBy(() -> Connection.connect("no-such-host.invalid", 1))
                    .withMessageContaining("no-such-host.invalid");
            return 0;
        });
    }

    @DisplayName("31: both ends know their addresses, and have names by which they are found in messages")
    @Test
    void addressesAndNames() throws Exception {
        EventLoop.run(() -> {
            List<String> seen = new ArrayList<>();
            try (Server server = Server.listen(anyPort(), connection -> {
                seen.add(connection.toString());
                seen.add(Outside.text(connection.localAddress()));
                connection.writer().write("x");
            }); Connection connection = Connection.connect(server.address())) {
                connection.option(StandardSocketOptions.SO_KEEPALIVE, true);
                connection.reader().readExactly(1);
                assertThat(seen).containsExactly("connection from " + Outside.text(connection.localAddress()),
                        Outside.text(connection.remoteAddress()));
                assertThat(connection.remoteAddress()).isEqualTo(server.address());
                assertThat(connection).hasToString("connection to " + Outside.text(server.address()));
            }
            return 0;
        });
    }
}
