// SPDX-License-Identifier: Apache-2.0

package dev.thrum.ipc.internal.pool;

import dev.thrum.ipc.CorruptFrameException;
import dev.thrum.ipc.NotTransferableException;
import dev.thrum.ipc.RemoteAction;
import dev.thrum.ipc.RemoteFunction;
import dev.thrum.ipc.RemoteTaskException;
import dev.thrum.ipc.internal.pool.Message.Call;
import dev.thrum.ipc.internal.pool.Message.Failed;
import dev.thrum.ipc.internal.pool.Message.Ready;
import dev.thrum.ipc.internal.pool.Message.Returned;
import dev.thrum.ipc.internal.pool.Message.Setup;
import dev.thrum.ipc.internal.pool.Message.Span;
import dev.thrum.ipc.internal.wire.FrameReader;
import dev.thrum.ipc.internal.wire.FrameWriter;
import dev.thrum.ipc.internal.wire.Marshal;
import java.io.IOException;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The conversation of an authenticated worker with its pool: one call at a time, on the main thread of the process, so
/// that a task has the thread to itself. Whatever a task does wrong becomes an answer; only a broken connection ends
/// it.
final class Worker {

    private static final byte[] NOTHING = {};

    private final FrameReader reader;
    private final FrameWriter writer;
    private final int maximumObject;

    /// Whether code of the user runs on the main thread.
    private volatile boolean busy;

    Worker(FrameReader reader, FrameWriter writer, int maximumObject) {
        this.reader = reader;
        this.writer = writer;
        this.maximumObject = maximumObject;
    }

    /// Returns when the pool has closed the connection.
    void run() throws IOException {
        Optional<Message> first = receive();
        if (first.isEmpty()) {
            return;
        }
        if (!(first.get() instanceof Setup setup)) {
            throw new CorruptFrameException("expected the set-up as the first message, found " + first.get());
        }
        Thread.currentThread().setName("thrum-worker-" + setup.worker());
        Marshal marshal = new Marshal(maximumObject, setup.filter());
        Message answer = initialize(setup, marshal);
        while (true) {
            writer.write(answer.toFrame());
            Optional<Message> next = receive();
            if (next.isEmpty()) {
                return;
            }
            if (!(next.get() instanceof Call call)) {
                throw new CorruptFrameException("expected a call, found " + next.get());
            }
            answer = perform(call, marshal);
        }
    }

    /// May be asked by any thread.
    boolean isBusy() {
        return busy;
    }

    private Optional<Message> receive() throws IOException {
        var frame = reader.read();
        return frame.isEmpty() ? Optional.empty() : Optional.of(Message.of(frame.get()));
    }

    private Message initialize(Setup setup, Marshal marshal) {
        return answer(marshal, stopwatch -> {
            if (setup.initializer().length > 0) {
                Object initializer = marshal.read("the initializer", setup.initializer(), loader());
                ((RemoteAction) Objects.requireNonNull(initializer)).run();
            }
            return new Ready();
        });
    }

    private Message perform(Call call, Marshal marshal) {
        return answer(marshal, stopwatch -> {
            Object function = marshal.read("the function", call.function(), loader());
            Object argument = marshal.read("the argument", call.argument(), loader());
            @SuppressWarnings("unchecked") // the pool has checked the types when the call was made
            var typed = (RemoteFunction<@Nullable Object, @Nullable Object>) Objects.requireNonNull(function);
            stopwatch.start();
            Object result;
            try {
                result = typed.apply(argument);
            } finally {
                stopwatch.stop();
            }
            return new Returned(stopwatch.span(), marshal.write("the result", result));
        });
    }

    /// An error of the task, even one of the virtual machine such as an exhausted heap, is the task's, not the
    /// worker's.
    @SuppressWarnings("CatchAndPrintStackTrace")
    private Message answer(Marshal failures, Step step) {
        Stopwatch stopwatch = new Stopwatch();
        busy = true;
        try {
            return step.run(stopwatch);
        } catch (Throwable failure) {
            return describe(failure, stopwatch.span(), failures);
        } finally {
            busy = false;
            System.out.flush();
            // A task that interrupted itself, or was interrupted by its own helpers, must not disturb the next one.
            Thread.interrupted();
        }
    }

    private static Failed describe(Throwable failure, Span span, Marshal failures) {
        byte[] standIn;
        try {
            standIn = failures.write("the failure", RemoteTaskException.standingInFor(failure));
        } catch (NotTransferableException e) {
            throw new IllegalStateException("a stand-in holds nothing but text", e);
        }
        byte[] original;
        try {
            original = failures.write("the failure", failure);
        } catch (NotTransferableException e) {
            // The stand-in is for exactly this case.
            original = NOTHING;
        }
        return new Failed(span, standIn, original);
    }

    private static ClassLoader loader() {
        return ClassLoader.getSystemClassLoader();
    }

    @FunctionalInterface
    private interface Step {
        Message run(Stopwatch stopwatch) throws Exception;
    }

    /// Measures the task proper, without the transfer of its values.
    private static final class Stopwatch {
        private Instant wallStart = Instant.now();
        private long start = System.nanoTime();
        private long nanos = -1;

        void start() {
            wallStart = Instant.now();
            start = System.nanoTime();
        }

        void stop() {
            nanos = System.nanoTime() - start;
        }

        Span span() {
            return new Span(wallStart, nanos >= 0 ? nanos : System.nanoTime() - start);
        }
    }
}
