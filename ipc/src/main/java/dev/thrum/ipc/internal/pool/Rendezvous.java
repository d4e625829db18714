// SPDX-License-Identifier: Apache-2.0

package dev.thrum.ipc.internal.pool;

import dev.thrum.ipc.AuthenticationException;
import dev.thrum.ipc.CorruptFrameException;
import dev.thrum.ipc.internal.wire.FrameReader;
import dev.thrum.ipc.internal.wire.FrameWriter;
import dev.thrum.ipc.internal.wire.Handshake;
import java.io.Closeable;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Where a new worker and its pool meet: a Unix-domain socket of its own, in a folder that only this user can enter,
/// gone from the file system as soon as the worker has connected.
///
/// ```
/// <temporary folder>/thrum-<pid of the pool>-<random>/   0700
///     socket                                             0600
///     arguments                                          0600, the worker's command line
/// ```
final class Rendezvous implements Closeable {

    private static final Logger LOG = LoggerFactory.getLogger(Rendezvous.class);

    /// The kernel's `sun_path` has 108 bytes on Linux and 104 on macOS, with the terminating zero.
    private static final int LONGEST_SOCKET_PATH = 103;

    /// An impostor that connects and says nothing must not keep the worker waiting for its turn.
    private static final Duration HANDSHAKE_TIMEOUT = Duration.ofSeconds(5);

    private final Path folder;
    private final Path socket;
    private final Path arguments;
    private final ServerSocketChannel server;

    private Rendezvous(Path folder) throws IOException {
        this.folder = folder;
        this.socket = folder.resolve("socket");
        this.arguments = folder.resolve("arguments");
        int length = socket.toString().getBytes(StandardCharsets.UTF_8).length;
        if (length > LONGEST_SOCKET_PATH) {
            throw new IOException("the path of a socket may have " + LONGEST_SOCKET_PATH + " bytes, " + socket + " has "
                    + length + "; choose a shorter temporary folder with -Djava.io.tmpdir");
        }
        this.server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    }

    static Rendezvous open() throws IOException {
        Path folder = Files.createTempDirectory("thrum-" + ProcessHandle.current().pid() + "-",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Rendezvous rendezvous;
        try {
            rendezvous = new Rendezvous(folder);
        } catch (IOException e) {
            Files.delete(folder);
            throw e;
        }
        try {
            rendezvous.server.bind(UnixDomainSocketAddress.of(rendezvous.socket));
            Files.setPosixFilePermissions(rendezvous.socket, PosixFilePermissions.fromString("rw-------"));
            return rendezvous;
        } catch (IOException e) {
            rendezvous.close();
            throw e;
        }
    }

    Path socket() {
        return socket;
    }

    /// Stores a worker's command line.
    Path writeArguments(byte[] content) throws IOException {
        Files.createFile(arguments,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return Files.write(arguments, content, StandardOpenOption.WRITE);
    }

    /// Waits until a process that knows the key has connected. Whoever does not know it is turned away.
    ///
    /// @param key what the worker was given
    /// @param timeout how long to wait; also ends early, by `AsynchronousCloseException`, if [#stopListening] is called
    /// @return the connection, authenticated in both directions
    SocketChannel accept(byte[] key, Duration timeout) throws IOException {
        try (Alarm _ = Alarm.closing(server, timeout)) {
            while (true) {
                SocketChannel channel = server.accept();
                try {
                    authenticate(channel, key);
                    return channel;
                } catch (AuthenticationException | CorruptFrameException e) {
                    channel.close();
                    LOG.warn("Turned a stranger away who connected to {}: {}", socket, e.getMessage());
                } catch (IOException e) {
                    channel.close();
                    LOG.debug("A connection to {} broke before it was authenticated", socket, e);
                }
            }
        }
    }

    private static void authenticate(SocketChannel channel, byte[] key) throws IOException {
        try (Alarm _ = Alarm.closing(channel, HANDSHAKE_TIMEOUT)) {
            new Handshake(new FrameReader(channel, Handshake.MAXIMUM_PAYLOAD),
                    new FrameWriter(channel, Handshake.MAXIMUM_PAYLOAD), key).asServer();
        }
    }

    /// Ends a wait for a connection. May be called from any thread.
    void stopListening() throws IOException {
        server.close();
    }

    /// Closes the socket and removes folder and files. An accepted connection lives on.
    @Override
    public void close() throws IOException {
        server.close();
        Files.deleteIfExists(socket);
        Files.deleteIfExists(arguments);
        Files.deleteIfExists(folder);
    }

    /// Closes a channel if it is not called off in time: Unix-domain channels have no time-outs of their own.
    private record Alarm(CompletableFuture<Void> timer) implements AutoCloseable {

        static Alarm closing(Closeable channel, Duration timeout) {
            Executor later = CompletableFuture.delayedExecutor(
                    timeout.toNanos(), TimeUnit.NANOSECONDS, Thread::startVirtualThread);
            return new Alarm(CompletableFuture.runAsync(() -> closeQuietly(channel), later));
        }

        private static void closeQuietly(Closeable channel) {
            try {
                channel.close();
            } catch (IOException e) {
                LOG.debug("Closing a channel after its time-out", e);
            }
        }

        @Override
        public void close() {
            timer.cancel(false);
        }
    }
}
