// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines.net;

import java.io.Closeable;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/// The socket of a server.
final class Listener implements Closeable {

    private final ServerSocketChannel channel;
    private final SocketAddress address;
    private final @Nullable SocketFile file;
    private final Port port;

    private Listener(ServerSocketChannel channel, SocketAddress address, @Nullable SocketFile file) throws IOException {
        this.channel = channel;
        this.address = address;
        this.file = file;
        this.port = new Port(channel, this.toString(), "connections");
    }

    static Listener open(SocketAddress address, int backlog) throws IOException {
        boolean isUnix = address instanceof UnixDomainSocketAddress;
        ServerSocketChannel channel =
                isUnix ? ServerSocketChannel.open(StandardProtocolFamily.UNIX) : ServerSocketChannel.open();
        try {
            if (!isUnix) {
                channel.setOption(StandardSocketOptions.SO_REUSEADDR, true); // connections of the last server linger
            }
            SocketFile file = SocketFile.bind(channel, address, backlog);
            return new Listener(channel, channel.getLocalAddress(), file);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    SocketAddress address() {
        return address;
    }

    /// Waits for a connection.
    ///
    /// @return the connection, or `null` if this is closed
    @Nullable SocketChannel accept() throws IOException, InterruptedException {
        try {
            while (true) {
                SocketChannel accepted = channel.accept();
                if (accepted != null) {
                    return accepted;
                }
                port.await(SelectionKey.OP_ACCEPT);
            }
        } catch (ClosedChannelException e) {
            return null;
        }
    }

    @Override
    public void close() throws IOException {
        if (port.close() && file != null) {
            file.remove();
        }
    }

    boolean isClosed() {
        return port.closedBy() != null;
    }

    @Override
    public String toString() {
        return "the server at " + Outside.text(address);
    }
}
