// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines.net;

import dev.thrum.coroutines.EventLoop;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/// Makes connections, those of clients and those that a server has accepted.
final class Connector {

    private Connector() {}

    static Connection connect(SocketAddress address) throws IOException, InterruptedException {
        return switch (address) {
            case InetSocketAddress inet when inet.isUnresolved() -> connectToAny(resolve(inet));
            case InetSocketAddress inet -> tcp(inet);
            case UnixDomainSocketAddress unix -> unixDomain(unix);
            default -> throw new IllegalArgumentException("Cannot connect to " + address
                    + ", which is neither an InetSocketAddress nor a UnixDomainSocketAddress");
        };
    }

    private static Connection connectToAny(List<InetSocketAddress> addresses) throws IOException, InterruptedException {
        List<IOException> failures = new ArrayList<>();
        for (InetSocketAddress address : addresses) {
            try {
                return tcp(address);
            } catch (IOException e) {
                failures.add(e);
            }
        }
        IOException first = failures.removeFirst(); // there is no name without an address
        failures.forEach(first::addSuppressed);
        throw first;
    }

    /// A look-up cannot be interrupted, so it has a thread to itself, which ends by itself if nobody waits any more.
    private static List<InetSocketAddress> resolve(InetSocketAddress address) throws IOException, InterruptedException {
        String host = address.getHostString();
        CompletableFuture<InetAddress[]> found = new CompletableFuture<>();
        Thread.ofPlatform().daemon().name("look-up of " + host).start(() -> {
            try {
                found.complete(InetAddress.getAllByName(host));
            } catch (UnknownHostException | RuntimeException e) {
                found.completeExceptionally(e);
            }
        });
        try {
            InetAddress[] addresses = Outside.await(() -> EventLoop.await(found));
            return Arrays.stream(addresses).map(each -> new InetSocketAddress(each, address.getPort())).toList();
        } catch (ExecutionException e) {
            UnknownHostException unknown = new UnknownHostException("The name of host " + host + " cannot be resolved");
            unknown.initCause(e.getCause());
            throw unknown;
        }
    }

    private static Connection tcp(InetSocketAddress address) throws IOException, InterruptedException {
        String name = nameOfClient(address);
        SocketChannel channel = SocketChannel.open();
        Port port = new Port(channel, name, "bytes");
        try {
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            boolean isConnected = channel.connect(address);
            while (!isConnected) {
                port.await(SelectionKey.OP_CONNECT);
                isConnected = channel.finishConnect();
            }
            return new Connection(channel, port, name, channel.getLocalAddress(), address);
        } catch (IOException e) {
            throw named(closedAfter(e, port), address);
        } catch (InterruptedException e) {
            throw closedAfter(e, port);
        } catch (RuntimeException e) {
            throw closedAfter(e, port);
        }
    }

    /// If there is no room in the queue in front of the server, a channel that does not block fails, and the failure
    /// looks like any other; nor would a poller tell of room. So it is tried again with a channel that blocks.
    private static Connection unixDomain(UnixDomainSocketAddress address) throws IOException, InterruptedException {
        try {
            return opened(connected(address, false), address);
        } catch (ConnectException e) {
            throw named(e, address);
        } catch (SocketException e) {
            try {
                return opened(EventLoop.toThread(() -> connected(address, true)), address);
            } catch (IOException again) {
                throw named(again, address);
            }
        }
    }

    private static SocketChannel connected(UnixDomainSocketAddress address, boolean blocks) throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.configureBlocking(blocks);
            if (!channel.connect(address)) {
                throw new SocketException("Connecting takes time");
            }
            return channel;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static Connection opened(SocketChannel channel, UnixDomainSocketAddress address) throws IOException {
        String name = nameOfClient(address);
        return new Connection(channel, new Port(channel, name, "bytes"), name, channel.getLocalAddress(), address);
    }

    /// The connection that a server has accepted.
    static Connection accepted(SocketChannel channel, long number) throws IOException {
        SocketAddress remote = channel.getRemoteAddress();
        String name = remote instanceof InetSocketAddress
                ? "connection from " + Outside.text(remote)
                : "connection " + number + " at " + Outside.text(channel.getLocalAddress());
        if (remote instanceof InetSocketAddress) {
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        }
        return new Connection(channel, new Port(channel, name, "bytes"), name, channel.getLocalAddress(), remote);
    }

    private static String nameOfClient(SocketAddress address) {
        return "connection to " + Outside.text(address);
    }

    private static <X extends Exception> X closedAfter(X failure, Port port) {
        try {
            port.close();
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
        return failure;
    }

    private static ConnectException named(IOException failure, SocketAddress address) {
        ConnectException named = new ConnectException("Cannot connect to " + Outside.text(address) + ": "
                + failure.getMessage());
        named.initCause(failure);
        return named;
    }
}
