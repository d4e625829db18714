// SPDX-License-Identifier: Apache-2.0
package dev.thrum.examples.streams;

import dev.thrum.core.CancelScope;
import dev.thrum.core.DeadlineExceededException;
import dev.thrum.coroutines.EventLoop;
import dev.thrum.coroutines.net.Connection;
import dev.thrum.coroutines.net.LimitExceededException;
import dev.thrum.coroutines.net.Server;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/// What to do with a peer that says nothing, and with one that never ends: deadlines, limits, and how to read on.
final class Patience {

    // @start region="deadline"
    static String nextLine(Connection connection, Duration patience) throws IOException, InterruptedException {
        try {
            return CancelScope.timeout(patience, () -> connection.reader().readLine().orElse("the end"));
        } catch (DeadlineExceededException _) {
            return "nothing yet";                           // what has come of the line is kept for the next read
        }
    }
    // @end region="deadline"

    // @start region="limit"
    static void readBriefly(Connection connection) throws IOException, InterruptedException {
        try {
            connection.reader().readLine(StandardCharsets.UTF_8, 10);
        } catch (LimitExceededException e) {
            connection.writer().write("at most " + e.limit() + " bytes, please\n");
        }
    }
    // @end region="limit"

    void main() throws Exception {
        InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        EventLoop.run(() -> {
            // @start region="builder"
            Server.Builder builder = Server.builder()
                    .limit(100)                             // connections at a time; others wait to be accepted
                    .grace(Duration.ofSeconds(1))           // for handlers, when the server is closed
                    .onFailure((connection, failure) -> IO.println(connection + ": " + failure));
            // @end region="builder"
            try (Server server = builder.listen(anyPort, Patience::readBriefly);
                    Connection connection = Connection.connect(server.address())) {
                connection.writer().write("a line that has no end, or not");
                IO.println(nextLine(connection, Duration.ofSeconds(5)));
            }
            try (Server server = builder.listen(anyPort, connection -> {
                connection.writer().write("a sl");
                connection.reader().readLine();
                connection.writer().write("ow line\n");
            }); Connection connection = Connection.connect(server.address())) {
                IO.println(nextLine(connection, Duration.ofMillis(20)));
                connection.writer().write("well?\n");
                IO.println(nextLine(connection, Duration.ofSeconds(5)));
                IO.println(nextLine(connection, Duration.ofSeconds(5)));
            }
            return anyPort;
        });
    }
}
