// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import dev.thrum.core.WaitQueue;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/// The input of a child process, written by a thread, for which strands wait.
final class PipeWriter extends Pipe<OutputStream> {

    // The thread writes what strands have left here, in their order, and is given back when there is nothing left. A
    // strand whose wait is cancelled goes away; its bytes are written all the same, so nothing is ever torn.
    private final WaitQueue writers = new WaitQueue(this);

    // Guarded by this.
    private final Queue<byte[]> waiting = new ArrayDeque<>();
    private long accepted;
    private volatile long written;
    private boolean isAtWork;
    private boolean isClosing;
    private volatile @Nullable IOException failure;

    PipeWriter(String name, OutputStream stream) {
        super(name, stream);
    }

    @Override
    public synchronized String statistics() {
        return waiting.size() + " writes waiting" + (isClosing ? ", closing" : "");
    }

    /// Waits until the pipe has taken all of it.
    void write(byte[] bytes) throws IOException, InterruptedException {
        awaitWritten(accept(bytes.clone()));
        refuseFailure();
    }

    /// Leaves something to be written, by a thread if there is none at work. Does not wait.
    ///
    /// @return its number
    long accept(byte[] bytes) throws IOException {
        long mine;
        boolean begins;
        synchronized (this) {
            if (isClosing) {
                throw new IOException(name() + " was closed before");
            }
            refuseFailure();
            mine = ++accepted;
            waiting.add(bytes);
            begins = !isAtWork;
            isAtWork = true;
        }
        if (begins) {
            Elsewhere.THREADS.execute(this);
        }
        return mine;
    }

    private void awaitWritten(long number) throws InterruptedException {
        EventLoop.blocking(() -> Waits.until(() -> written >= number || failure != null, writers));
    }

    private void refuseFailure() throws IOException {
        IOException present = failure;
        if (present != null) {
            throw new IOException(
                    "Cannot write to " + name() + ", which nobody reads any more: " + present.getMessage(), present);
        }
    }

    /// Leaves something to be written, if anybody still reads, and closes the stream after it. Does not wait.
    void writeAndClose(byte[] bytes) {
        try {
            if (bytes.length > 0) {
                accept(bytes);
            }
        } catch (IOException e) {
            LOG.debug("{} was left unwritten", name(), e); // nobody has to read it
        }
        close();
    }

    /// Closes the stream when all that was accepted has been written. Does not wait. Does nothing the second time.
    void close() {
        boolean isIdle;
        synchronized (this) {
            isIdle = !isClosing && !isAtWork;
            isClosing = true;
        }
        if (isIdle) {
            closeStream(); // it has nothing in its buffer, so this does not block
        }
    }

    @Override
    public void run() {
        try {
            for (byte[] bytes = next(); bytes != null; bytes = next()) {
                stream.write(bytes);
                stream.flush();
                wrote();
            }
        } catch (IOException e) {
            fail(e);
        }
    }

    /// What to write next; `null` if the thread is done.
    private byte @Nullable [] next() {
        boolean isLast;
        synchronized (this) {
            if (!waiting.isEmpty()) {
                return Objects.requireNonNull(waiting.poll());
            }
            isAtWork = false;
            isLast = isClosing;
        }
        if (isLast) {
            closeStream();
        }
        return null;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread at a time
    private void wrote() {
        written++;
        writers.tellAll();
    }

    private void fail(IOException e) {
        synchronized (this) {
            failure = e;
            waiting.clear();
            isAtWork = false;
        }
        writers.tellAll();
        closeStream();
    }

    private void closeStream() {
        try {
            stream.close();
        } catch (IOException e) {
            LOG.debug("{} was closed by the other side before", name(), e);
        }
    }
}
