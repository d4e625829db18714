// SPDX-License-Identifier: Apache-2.0

package dev.thrum.ipc.internal.pool;

import dev.thrum.ipc.internal.wire.FrameReader;
import dev.thrum.ipc.internal.wire.FrameWriter;
import dev.thrum.ipc.internal.wire.Handshake;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// The first class of a worker process: connects it to its pool, proves its identity, and ties its life to the pool's.
///
/// The key arrives on the standard input, which stays open afterwards and carries nothing more: its end of stream says
/// that the parent is gone, however it went, and a thread of its own waits for that even while a task computes.
public final class WorkerMain {

    /// Exit code of a worker whose parent is gone.
    private static final int ORPHANED = 3;

    /// How long shutdown hooks may take when the parent is gone.
    private static final long HOOKS_NANOS = TimeUnit.SECONDS.toNanos(1);

    private WorkerMain() {}

    /// Runs a worker until its pool tells it to leave.
    ///
    /// @param args the path of the pool's socket, and the largest serialized form of an object in bytes
    /// @throws IOException if the pool cannot be reached or does not know the key
    public static void main(String[] args) throws IOException {
        int maximumObject = Integer.parseInt(args[1]);
        int maximumPayload = Message.maximumPayload(maximumObject);
        InputStream stdin = System.in;
        byte[] key = stdin.readNBytes(Handshake.KEY_SIZE);
        if (key.length < Handshake.KEY_SIZE) {
            System.exit(ORPHANED);
        }
        System.setIn(InputStream.nullInputStream());
        watch(stdin);
        SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(args[0]));
        // A task that calls System.exit must not leave the pool waiting for as long as somebody's shutdown hook takes.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> closeAtExit(channel), "thrum-worker-exit"));
        FrameWriter writer = new FrameWriter(channel, maximumPayload);
        new Handshake(new FrameReader(channel, Handshake.MAXIMUM_PAYLOAD), writer, key).asClient();
        new Worker(new FrameReader(channel, maximumPayload), writer, maximumObject).run();
        System.exit(0);
    }

    private static void closeAtExit(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            // The process ends now, and the kernel closes what is left open.
            return;
        }
    }

    private static void watch(InputStream stdin) {
        Thread.ofPlatform().daemon().name("thrum-worker-parent-watch").start(() -> {
            awaitEnd(stdin);
            Thread.ofPlatform().daemon().name("thrum-worker-halt").start(WorkerMain::haltAfterGrace);
            System.exit(ORPHANED);
        });
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

    private static void haltAfterGrace() {
        long deadline = System.nanoTime() + HOOKS_NANOS;
        for (long left = HOOKS_NANOS; left > 0; left = deadline - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
        Runtime.getRuntime().halt(ORPHANED);
    }
}
