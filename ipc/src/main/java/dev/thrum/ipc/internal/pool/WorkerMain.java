// SPDX-License-Identifier: Apache-2.0

package dev.thrum.ipc.internal.pool;

import dev.thrum.ipc.internal.wire.FrameReader;
import dev.thrum.ipc.internal.wire.FrameWriter;
import dev.thrum.ipc.internal.wire.Handshake;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// The first class of a worker process: connects it to its pool, proves its identity, and ties its life to the pool's.
///
/// The key arrives on the standard input, which stays open afterwards and carries nothing more. Its end of stream says
/// that the worker is to leave: because the pool has closed it, or because the parent is gone, however it went. A
/// thread of its own waits for that, even while a task computes.
public final class WorkerMain {

    /// Exit code of a worker that was told to leave in the middle of a task: of an orphan, as a rule.
    private static final int ORPHANED = 3;

    /// How long a worker that is to leave may take, shutdown hooks included.
    private static final long LEAVING_NANOS = TimeUnit.SECONDS.toNanos(1);

    private WorkerMain() {}

    /// Runs a worker until it is told to leave.
    ///
    /// @param args the path of the pool's socket, and the largest serialized form of an object in bytes
    /// @throws IOException if the pool cannot be reached or does not know the key
    public static void main(String[] args) throws IOException {
        int maximumObject = Integer.parseInt(args[1]);
        int maximumPayload = Message.maximumPayload(maximumObject);
        InputStream stdin = System.in;
        byte[] key = stdin.readNBytes(Handshake.KEY_SIZE);
        if (key.length < Handshake.KEY_SIZE) {
            return;
        }
        System.setIn(InputStream.nullInputStream());
        SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(args[0]));
        FrameWriter writer = new FrameWriter(channel, maximumPayload);
        Worker worker = new Worker(new FrameReader(channel, maximumPayload), writer, maximumObject);
        startDaemon("thrum-worker-watch", () -> watch(stdin, channel, worker));
        // A task that calls System.exit must not leave the pool waiting for as long as somebody's shutdown hook takes.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> close(channel), "thrum-worker-exit"));
        try {
            new Handshake(new FrameReader(channel, Handshake.MAXIMUM_PAYLOAD), writer, key).asClient();
            worker.run();
        } catch (ClosedChannelException e) {
            // Closed on this side: the worker is leaving already.
            return;
        } finally {
            if (tasksLeftThreadsBehind()) {
                System.exit(0);
            }
        }
    }

    /// Such a thread would keep the process alive when `main` has returned.
    private static boolean tasksLeftThreadsBehind() {
        return Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> !thread.isDaemon() && !thread.equals(Thread.currentThread()));
    }

    /// Ends the process when the standard input ends.
    ///
    /// An idle worker ends by the return of its main thread, which the closed channel brings about. That takes a few
    /// milliseconds, whereas `System.exit` takes a third of a second if any thread is in a native read at that moment.
    private static void watch(InputStream stdin, SocketChannel channel, Worker worker) {
        awaitEnd(stdin);
        startDaemon("thrum-worker-halt", WorkerMain::haltInTime);
        close(channel);
        if (worker.isBusy()) {
            System.exit(ORPHANED);
        }
    }

    private static void awaitEnd(InputStream stdin) {
        try {
            // The parent sends nothing after the key; what may come is of no interest.
            stdin.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            // A broken pipe says the same as its end.
            return;
        }
    }

    private static void close(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            // The process ends now, and the kernel closes what is left open.
            return;
        }
    }

    /// For a shutdown hook, or a task, that does not want to end.
    private static void haltInTime() {
        long deadline = System.nanoTime() + LEAVING_NANOS;
        for (long left = LEAVING_NANOS; left > 0; left = deadline - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
        Runtime.getRuntime().halt(ORPHANED);
    }

    private static void startDaemon(String name, Runnable body) {
        Thread.ofPlatform().daemon().name(name).start(body);
    }
}
