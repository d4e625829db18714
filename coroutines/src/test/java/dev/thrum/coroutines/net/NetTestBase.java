// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines.net;

import dev.thrum.core.Body;
import dev.thrum.core.Inspector;
import dev.thrum.coroutines.EventLoop;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What tests of connections and servers share. The numbers in their names are those of the list of event-loop
/// behaviours.
@Timeout(60)
@Tag("one-carrier")
abstract class NetTestBase {

    /// Long enough for any machine; only a failing test ever waits for it.
    private static final long PATIENCE_SECONDS = 30;

    /// Whose waits they are.
    enum Caller {
        LOOP, PLATFORM, VIRTUAL;

        /// Runs a body as a task of a loop or on a thread, and waits for it.
        final void run(Body<?, Exception> body) throws Exception {
            switch (this) {
                case LOOP -> EventLoop.builder().name("test loop").run(body);
                case PLATFORM -> body.call();
                case VIRTUAL -> elsewhere(body::call).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            }
        }

        /// Runs a body beside the caller.
        final <T> Running<T> start(Callable<T> body) {
            if (this == LOOP) {
                var task = EventLoop.spawn(body);
                return task::await;
            }
            CompletableFuture<T> future = elsewhere(body);
            return () -> future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
    }

    /// Something that ends.
    interface Running<T> {
        T await() throws InterruptedException, ExecutionException, TimeoutException;
    }

    static <T> CompletableFuture<T> elsewhere(Callable<T> body) {
        CompletableFuture<T> future = new CompletableFuture<>();
        Thread.ofVirtual().name("test strand").start(() -> {
            try {
                future.complete(body.call());
            } catch (Throwable e) { // whoever waits gets it
                future.completeExceptionally(e);
            }
        });
        return future;
    }

    @TempDir
    Path folder;

    static InetSocketAddress anyPort() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    final UnixDomainSocketAddress socketFile() {
        return UnixDomainSocketAddress.of(folder.resolve("s"));
    }

    final Stream<SocketAddress> addresses() {
        return Stream.of(anyPort(), socketFile());
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /// Whether somebody waits for something of that name.
    static boolean isAwaited(String what) {
        return Inspector.snapshot().toText().contains(what);
    }

    /// Waits, blocking its thread, until something has happened that no event tells of, such as a strand that waits.
    static void until(String what, BooleanSupplier happened) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!happened.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("Still not: " + what + ". There is:\n" + Inspector.snapshot());
            }
            LockSupport.parkNanos(1); // a virtual thread that only yields might keep the others from their one carrier
        }
    }
}
