// SPDX-License-Identifier: Apache-2.0
package dev.thrum.examples.streams;

import dev.thrum.coroutines.EventLoop;
import dev.thrum.coroutines.Tasks;
import dev.thrum.coroutines.net.Connection;
import dev.thrum.coroutines.net.Server;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.Stream;

/// A server that sends back what it gets, and three clients that talk to it at the same time, all in one loop.
final class EchoServer {

    // @start region="echo"
    static void echo(Connection connection) throws IOException, InterruptedException {
        ByteBuffer buffer = ByteBuffer.allocate(4096);
        while (connection.reader().read(buffer) >= 0) {     // -1: the peer has nothing more to say
            connection.writer().write(buffer.flip());
            buffer.clear();
        }
    }
    // @end region="echo"

    // @start region="client"
    static String ask(SocketAddress address, String question) throws IOException, InterruptedException {
        try (Connection connection = Connection.connect(address)) {
            connection.writer().write(question + "\n");
            return connection.reader().readLine().orElse("no answer");
        }
    }
    // @end region="client"

    void main() throws Exception {
        // @start region="serve"
        InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        List<String> answers = EventLoop.run(() -> {
            try (Server server = Server.listen(anyPort, EchoServer::echo)) {
                return Tasks.gather(Stream.of("one", "two", "three")
                        .map(question -> EventLoop.spawn(() -> ask(server.address(), question)))
                        .toList());
            }                                               // waits until the last handler has ended
        });
        // @end region="serve"
        IO.println(answers);
    }
}
