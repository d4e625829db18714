// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import dev.thrum.core.Resource;
import dev.thrum.core.Scheduler;
import dev.thrum.core.WaitQueue;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// One output of a child process, read by a thread of its own into a buffer, from which strands take it.
final class PipeReader extends Pipe<InputStream> {

    //     NEW --start()--> READING --end of file, failure--> ENDED
    //      |                  |
    //      +-----close()------+--> CLOSED      the thread may still hang in its read; see Subprocess.close()
    //
    // The thread stops reading while CAPACITY bytes lie here that nobody wants; then the pipe fills, and the child waits.
    static final int CHUNK = 16_384;
    static final int CAPACITY = 65_536;

    private enum State { NEW, READING, ENDED, CLOSED }

    /// Those who want bytes.
    private final WaitQueue takers = new WaitQueue(this);

    /// Those who want the end, and are not woken for every chunk.
    private final WaitQueue enders = new WaitQueue(this);

    /// The thread, when there is no room.
    private final WaitQueue room = new WaitQueue(new Resource() {
        @Override
        public String name() {
            return "somebody to take " + PipeReader.this.name();
        }

        @Override
        public String statistics() {
            return PipeReader.this.statistics();
        }
    });

    // Guarded by this.
    private volatile State state = State.NEW;
    private @Nullable IOException failure;

    /// Whether the thread is there; false when it will not touch the stream any more.
    private volatile boolean isOccupied;

    /// What was read and not taken: from `first`, up to `last`. Before `searched` there is no line feed.
    private byte[] bytes = {};
    private int first;
    private int last;
    private int searched;

    /// Whether somebody wants more than there is.
    private boolean isWanted;

    /// Whether everything is wanted that will ever come.
    private boolean isAllWanted;

    PipeReader(String name, InputStream stream) {
        super(name, stream);
    }

    @Override
    public synchronized String statistics() {
        return (last - first) + " bytes not taken, " + switch (state) {
            case NEW -> "nobody reads";
            case READING -> hasRoom() ? "open" : "full";
            case ENDED -> "at the end";
            case CLOSED -> "closed";
        };
    }

    // ----------------------------------------------------------------------------------------------- the thread

    private synchronized boolean begins() {
        boolean begins = state == State.NEW;
        if (begins) {
            state = State.READING;
            isOccupied = true;
        }
        return begins;
    }

    private void start() {
        if (state == State.NEW && begins()) {
            Elsewhere.THREADS.execute(this);
        }
    }

    @Override
    public void run() {
        IOException end = null;
        try (stream) {
            byte[] chunk = new byte[CHUNK];
            for (int n = stream.read(chunk); n >= 0 && keep(chunk, n); n = stream.read(chunk)) {
                awaitRoom();
            }
        } catch (IOException e) {
            end = e;
        }
        synchronized (this) {
            if (state == State.READING) {
                state = State.ENDED;
                failure = end;
            }
            isOccupied = false;
        }
        takers.tellAll();
        enders.tellAll();
    }

    /// Answers false if nobody will take it any more.
    private boolean keep(byte[] chunk, int n) {
        synchronized (this) {
            if (state == State.CLOSED) {
                return false;
            }
            if (last + n > bytes.length) {
                int length = last - first;
                byte[] target = length + n > bytes.length ? new byte[Math.max(CHUNK, 2 * (length + n))] : bytes;
                System.arraycopy(bytes, first, target, 0, length);
                bytes = target;
                searched -= first;
                first = 0;
                last = length;
            }
            System.arraycopy(chunk, 0, bytes, last, n);
            last += n;
            isWanted = false;
        }
        takers.tellAll();
        return true;
    }

    private synchronized boolean hasRoom() {
        return last - first < CAPACITY || isWanted || isAllWanted || state == State.CLOSED;
    }

    private void awaitRoom() {
        Waits.stubbornlyUntil(this::hasRoom, room);
    }

    // --------------------------------------------------------------------------------------------------- takers

    /// Waits for a line.
    ///
    /// @return the line, without its end, or `null` if there is none left
    byte @Nullable [] takeLine() throws IOException, InterruptedException {
        start();
        byte[] line = pollLine();
        while (line == null && !isOver()) {
            Waits.outsideUntil(this::hasLine, takers);
            line = pollLine();
        }
        if (line == null) {
            line = pollLine(); // the last one, if it came between the two looks
            refuseFailure();
        }
        return line;
    }

    /// Has everything read that comes, however much. Does not wait.
    void wantAll() {
        synchronized (this) {
            isAllWanted = true;
        }
        start();
        room.tellAll();
    }

    /// Waits for the end. Nothing is taken.
    void awaitEnd() throws IOException, InterruptedException {
        Waits.outsideUntil(this::isOver, enders);
        refuseFailure();
    }

    /// Takes all that is there.
    synchronized byte[] takeRest() {
        byte[] rest = Arrays.copyOfRange(bytes, first, last);
        bytes = new byte[0];
        first = 0;
        last = 0;
        searched = 0;
        return rest;
    }

    private boolean isOver() {
        return state == State.ENDED || state == State.CLOSED;
    }

    /// Whether there is a line, or will never be; if not, the thread is to read on even if what is there is much.
    private boolean hasLine() {
        boolean hasLine;
        synchronized (this) {
            hasLine = isOver() || findLineFeed() >= 0;
            isWanted = !hasLine;
        }
        if (!hasLine) {
            room.tellAll();
        }
        return hasLine;
    }

    /// Where the first line ends; negative if that is not known yet.
    private int findLineFeed() {
        searched = Math.max(searched, first);
        while (searched < last && bytes[searched] != '\n') {
            searched++;
        }
        return searched < last ? searched : -1;
    }

    private byte @Nullable [] pollLine() {
        byte[] line;
        synchronized (this) {
            int end = findLineFeed();
            boolean isLast = end < 0 && isOver() && first < last;
            if (end < 0 && !isLast) {
                line = null;
            } else {
                int stop = isLast ? last : end;
                line = Arrays.copyOfRange(bytes, first, !isLast && stop > first && bytes[stop - 1] == '\r' ? stop - 1 : stop);
                first = isLast ? last : stop + 1;
            }
        }
        room.tellAll();
        return line;
    }

    private synchronized void refuseFailure() throws IOException {
        if (failure != null) {
            throw new IOException("Cannot read " + name() + ": " + failure.getMessage(), failure);
        }
        if (state == State.CLOSED) {
            throw new IOException(name() + " was closed before its end was read");
        }
    }

    // -------------------------------------------------------------------------------------------------- the end

    /// Lets nobody read any more. Does not wait for the thread.
    void close() {
        synchronized (this) {
            if (state != State.ENDED) {
                state = State.CLOSED;
            }
        }
        room.tellAll();
        takers.tellAll();
        enders.tellAll();
    }

    /// Whether the thread is there.
    boolean isOccupied() {
        return isOccupied;
    }

    /// Waits until the thread has gone, for a time.
    ///
    /// @return whether the caller was interrupted, which does not end the wait
    boolean awaitThread(Duration patience) {
        boolean interrupted = false;
        long deadline = Scheduler.current().deadlineAfter(patience);
        boolean isInTime = true;
        while (isOccupied && isInTime) {
            try {
                isInTime = Waits.until(() -> !isOccupied, enders, deadline);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        return interrupted;
    }

    /// Gives the file descriptor back.
    void closeStream() {
        try {
            stream.close();
        } catch (IOException e) {
            LOG.warn("Cannot close {}", name(), e);
        }
    }
}
