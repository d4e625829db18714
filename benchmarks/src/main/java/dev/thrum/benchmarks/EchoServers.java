// SPDX-License-Identifier: Apache-2.0

package dev.thrum.benchmarks;

import dev.thrum.coroutines.EventLoop;
import dev.thrum.coroutines.net.Connection;
import dev.thrum.coroutines.net.Server;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.ThreadFactory;

/// The servers of [EchoLoad], each in a process of its own: sends back messages of 64 bytes, one by one. Prints its
/// port, and ends with its standard input.
public final class EchoServers {

    static final int MESSAGE = 64;
    private static final int BACKLOG = 256;

    private EchoServers() {}

    /// Runs a server.
    ///
    /// @param arguments its name
    /// @throws Exception if it fails
    public static void main(String[] arguments) throws Exception {
        switch (arguments[0]) {
            case "eventLoop" -> EventLoop.run(() -> {
                ours();
                return 0;
            });
            case "connectionsOnVirtualThreads" -> ours();
            case "virtualThreadPerConnection" -> jdk(Thread.ofVirtual().factory());
            case "platformThreadPerConnection" -> jdk(Thread.ofPlatform().daemon().factory());
            case "selectorLoop" -> selector();
            default -> throw new IllegalArgumentException(arguments[0]);
        }
    }

    private static void ours() throws IOException, InterruptedException {
        Server.Builder builder = Server.builder().backlog(BACKLOG).onFailure((_, _) -> {});
        try (Server server = builder.listen(anyPort(), EchoServers::echo)) {
            announce(((InetSocketAddress) server.address()).getPort());
            EventLoop.blocking(System.in::read);
        }
    }

    private static void echo(Connection connection) throws IOException, InterruptedException {
        while (true) {
            connection.writer().write(connection.reader().readExactly(MESSAGE));
        }
    }

    private static void jdk(ThreadFactory threads) throws IOException {
        ServerSocket server = new ServerSocket();
        server.bind(anyPort(), BACKLOG);
        Thread.ofPlatform().daemon().start(() -> {
            try {
                while (true) {
                    Socket socket = server.accept();
                    threads.newThread(() -> echo(socket)).start();
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        announce(server.getLocalPort());
        int _ = System.in.read();
    }

    private static void echo(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            InputStream in = socket.getInputStream();
            OutputStream out = socket.getOutputStream();
            for (byte[] message = in.readNBytes(MESSAGE); message.length == MESSAGE; message = in.readNBytes(MESSAGE)) {
                out.write(message);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// No threads, no tasks, no messages that come in pieces: what there is to be paid in any case.
    private static void selector() throws IOException {
        ServerSocketChannel server = ServerSocketChannel.open();
        server.bind(anyPort(), BACKLOG);
        server.configureBlocking(false);
        Selector selector = Selector.open();
        server.register(selector, SelectionKey.OP_ACCEPT);
        ByteBuffer buffer = ByteBuffer.allocateDirect(MESSAGE);
        Thread.ofPlatform().daemon().start(() -> {
            try {
                while (true) {
                    selector.select(key -> serve(key, buffer));
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        announce(((InetSocketAddress) server.getLocalAddress()).getPort());
        int _ = System.in.read();
    }

    private static void serve(SelectionKey key, ByteBuffer buffer) {
        try {
            if (key.channel() instanceof ServerSocketChannel server) {
                SocketChannel accepted = server.accept();
                accepted.setOption(StandardSocketOptions.TCP_NODELAY, true);
                accepted.configureBlocking(false);
                accepted.register(key.selector(), SelectionKey.OP_READ);
            } else if (key.channel() instanceof SocketChannel channel) {
                if (channel.read(buffer.clear()) < 0) {
                    channel.close();
                } else {
                    channel.write(buffer.flip());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InetSocketAddress anyPort() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    private static void announce(int port) {
        System.out.println(port);
    }
}
