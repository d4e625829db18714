// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines.net;

import dev.thrum.core.Baton;
import dev.thrum.core.Scheduler;
import dev.thrum.core.Strand;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;

/// A connection over TCP or a Unix-domain socket: a stream of bytes in each direction.
///
/// ```java
/// try (Connection connection = Connection.connect(new InetSocketAddress("example.org", 7))) {
///     connection.writer().write("hello\n");
///     Optional<String> answer = connection.reader().readLine();
/// }
/// ```
///
/// **Waiting.** Each operation tries first and waits only if the operating system has nothing for it; then the other
/// tasks of an event loop go on. It works as well on plain threads, platform and virtual, and the same connection may
/// be used from both. A task that never has to wait, because its peer is fast, gives way to the others now and then all
/// the same.
///
/// **Deadlines and cancellation** are those of the [scopes][dev.thrum.core.CancelScope] around a call: around each
/// read, for a peer that must not fall silent, or around the whole conversation. So is a plain interrupt. None of them
/// closes the connection or loses a byte; see [StreamReader] and [StreamWriter] for how to go on.
///
/// **Virtual time** stands still while a task waits for a connection, since the peer does not live in it; the deadlines
/// of that task come after as much real time.
///
/// **Ends.** That the peer has shut its output down is the end of the stream; this side may still write
/// ([#shutdownOutput()] is this side's). [#close()] ends both. The operating system goes on sending what was written,
/// unless there is something that nobody has read: then it resets the connection, and the peer may lose the last bytes.
///
/// **Cost**: besides the system calls for reading and writing, a wait and its end cost about as much as a lock that is
/// handed over. An idle connection takes some hundred bytes; a buffer only from the first buffered read on.
///
/// Source: `asyncio.open_connection`, Trio's `SocketStream`, Go's `net.Conn`.
public final class Connection implements Closeable {

    /// After how many operations without a wait a task gives way to the others.
    private static final int TURNS = 64;

    private final SocketChannel channel;
    private final String name;
    private final SocketAddress localAddress;
    private final SocketAddress remoteAddress;
    private final Port port;
    private final StreamReader reader;
    private final StreamWriter writer;

    // Touched by whoever reads, one at a time.
    private boolean mayHaveMore = true;
    private int readsLeft = TURNS;

    /// Touched by whoever writes, one at a time.
    private int writesLeft = TURNS;

    /// @param channel connected, or about to be; owned by this connection from now on
    /// @param port the channel
    Connection(SocketChannel channel, Port port, String name, SocketAddress local, SocketAddress remote) {
        this.channel = channel;
        this.port = port;
        this.name = name;
        this.localAddress = local;
        this.remoteAddress = remote;
        this.reader = StreamReader.of(name, this::read);
        this.writer = StreamWriter.of(name, this::write);
    }

    /// Connects to a server. Waits until it has accepted, for as long as the operating system tries; to limit that, use
    /// [dev.thrum.core.CancelScope#timeout].
    ///
    /// If the address is of a host whose name was not resolved ([InetSocketAddress#createUnresolved]), the name is
    /// looked up first, on another thread, and its addresses are tried in turn. `new InetSocketAddress(host, port)`
    /// looks the name up by itself, and blocks the caller, and its loop, meanwhile.
    ///
    /// @param address where to connect to: an [InetSocketAddress] or a [UnixDomainSocketAddress]
    /// @return the connection, with small writes sent at once (`TCP_NODELAY`)
    /// @throws java.net.UnknownHostException if the name cannot be resolved
    /// @throws java.net.ConnectException if there is nobody
    /// @throws IOException if it cannot connect for another reason
    /// @throws dev.thrum.core.CancelledException if a scope around the call is or becomes cancelled; nothing stays open
    /// @throws InterruptedException if interrupted; nothing stays open
    public static Connection connect(SocketAddress address) throws IOException, InterruptedException {
        return Connector.connect(address);
    }

    /// Connects to a server by the name of its host, which is looked up without blocking the loop. Otherwise as
    /// [#connect(SocketAddress)].
    ///
    /// @param host a name or a literal address
    /// @param port a TCP port
    /// @return the connection
    /// @throws java.net.UnknownHostException if the name cannot be resolved
    /// @throws java.net.ConnectException if there is nobody
    /// @throws IOException if it cannot connect for another reason
    /// @throws dev.thrum.core.CancelledException if a scope around the call is or becomes cancelled; nothing stays open
    /// @throws InterruptedException if interrupted; nothing stays open
    public static Connection connect(String host, int port) throws IOException, InterruptedException {
        return connect(InetSocketAddress.createUnresolved(host, port));
    }

    /// What comes from the peer.
    ///
    /// @return always the same reader
    public StreamReader reader() {
        return reader;
    }

    /// What goes to the peer.
    ///
    /// @return always the same writer
    public StreamWriter writer() {
        return writer;
    }

    /// The address of this end.
    ///
    /// @return the address, also of a connection that is closed
    public SocketAddress localAddress() {
        return localAddress;
    }

    /// The address of the peer.
    ///
    /// @return the address, also of a connection that is closed; one without a path for the client of a Unix-domain
    ///     socket
    public SocketAddress remoteAddress() {
        return remoteAddress;
    }

    /// Sets an option of the socket, such as [StandardSocketOptions#SO_KEEPALIVE].
    ///
    /// @param option which
    /// @param value its value
    /// @param <T> its type
    /// @return this
    /// @throws IOException if the operating system refuses, or this connection is closed
    /// @throws UnsupportedOperationException if this kind of socket has no such option
    public <T> Connection option(SocketOption<T> option, T value) throws IOException {
        try {
            channel.setOption(option, value);
            return this;
        } catch (ClosedChannelException e) {
            throw closed("set " + option.name());
        }
    }

    /// Ends the stream to the peer, who reads what was written and then finds the end; what comes from there can still
    /// be read. Waits only if somebody is writing or bytes are [owed][StreamWriter#owed()]. A second call has no
    /// effect.
    ///
    /// @throws IOException if the connection has failed or is closed
    /// @throws dev.thrum.core.CancelledException if a scope around the call is or becomes cancelled while it waits
    /// @throws InterruptedException if interrupted while it waits
    public void shutdownOutput() throws IOException, InterruptedException {
        writer.afterAll(() -> {
            try {
                channel.shutdownOutput();
            } catch (ClosedChannelException e) {
                throw closed("shut its output down");
            }
        });
    }

    /// Closes this connection, in both directions. Whoever waits for it gets a [ConnectionClosedException]. Does not
    /// wait; what a cancelled write [owes][StreamWriter#owed()] is not sent. A second call has no effect. Any thread
    /// may call it.
    ///
    /// @throws IOException if the operating system reports a failure
    @Override
    public void close() throws IOException {
        port.close();
    }

    /// Whether [#close()] was called.
    ///
    /// @return false as long as this end is open, whatever the peer has done
    public boolean isClosed() {
        return port.closedBy() != null;
    }

    // ------------------------------------------------------------------------------------------- the two streams

    /// Where the last read has got all there was, there will hardly be more yet: it waits first.
    private int read(ByteBuffer target) throws IOException, InterruptedException {
        readsLeft = giveWay(readsLeft);
        try {
            while (true) {
                if (!mayHaveMore) {
                    port.await(SelectionKey.OP_READ);
                    readsLeft = TURNS;
                }
                int wanted = target.remaining();
                int read = channel.read(target);
                mayHaveMore = read == wanted || read < 0;
                if (read != 0) {
                    return read;
                }
            }
        } catch (ClosedChannelException e) {
            throw closed("read");
        } catch (IOException e) {
            throw named(e);
        }
    }

    private void write(ByteBuffer bytes) throws IOException, InterruptedException {
        writesLeft = giveWay(writesLeft);
        try {
            while (channel.write(bytes) == 0) {
                port.await(SelectionKey.OP_WRITE);
                writesLeft = TURNS;
            }
        } catch (ClosedChannelException e) {
            throw closed("write");
        } catch (IOException e) {
            throw named(e);
        }
    }

    /// @param left how many operations without a wait are left
    /// @return how many are left now
    private static int giveWay(int left) throws InterruptedException {
        if (left > 0) {
            return left - 1;
        }
        if (Scheduler.current() instanceof Baton) {
            Strand.yieldNow();
        }
        return TURNS;
    }

    private IOException closed(String attempt) {
        String by = port.closedBy();
        return by == null
                ? new SocketException("Cannot " + attempt + ": the output of " + name + " is shut down")
                : new ConnectionClosedException("Cannot " + attempt + ": " + name + " was closed by \"" + by + "\"");
    }

    private SocketException named(IOException failure) {
        SocketException named = new SocketException(failure.getMessage() + ": " + name);
        named.initCause(failure);
        return named;
    }

    @Override
    public String toString() {
        return name;
    }
}
