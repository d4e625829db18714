// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines.net;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// Writes a stream of bytes: raw, as text, in frames.
///
/// **Waiting.** A write returns when the operating system has taken all of it, so there is no buffer to flush and none
/// to grow without bounds: a peer that does not read holds up who writes to it, and in an event loop nobody else.
/// Deadlines are those of the scopes around the call.
///
/// **Cut short.** A write that is cancelled, interrupted or past its deadline while it waits has done one of two
/// things. If nothing of it was taken, nothing of it will be sent. If it has been begun, the stream *owes* the rest,
/// since the peer could make nothing of what follows: the rest goes out ahead of the next write, or by [#flush()];
/// [#owed()] tells. Only [#write(ByteBuffer)] leaves the rest to its caller, as channels do.
///
/// **Threads.** Any number of strands may write; what one call writes stays together, and they take turns.
///
/// **Cost**: nothing is copied here, except the rest of a write that was cut short, and a frame, to be sent in one
/// piece.
///
/// Source: `asyncio.StreamWriter`, with `write` and `drain` in one.
public final class StreamWriter {

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final String name;
    private final ByteSink sink;
    private final Turn turn;

    /// What is left of a write that was cut short. Changed by whose turn it is.
    private volatile ByteBuffer rest = NOTHING;

    private StreamWriter(String name, ByteSink sink) {
        this.name = name;
        this.sink = sink;
        this.turn = new Turn(name);
    }

    /// Creates a writer to a sink.
    ///
    /// @param name the name shown in messages
    /// @param sink where the bytes go; to be written to by nobody else
    /// @return the writer
    public static StreamWriter of(String name, ByteSink sink) {
        return new StreamWriter(name, sink);
    }

    /// Does something with the sink itself, in turn and after what is owed.
    interface LastAct {
        void run() throws IOException;
    }

    /// Writes what a buffer has left. If this is cut short, the buffer's position tells how much was taken, and the
    /// rest is the caller's to write.
    ///
    /// @param bytes what to write; empty afterwards
    /// @throws IOException if the stream has failed or is closed
    /// @throws dev.thrum.core.CancelledException if a scope around the call is or becomes cancelled while it waits
    /// @throws InterruptedException if interrupted while it waits
    public void write(ByteBuffer bytes) throws IOException, InterruptedException {
        turn.enter();
        try {
            sendRest();
            send(bytes);
        } finally {
            turn.leave();
        }
    }

    /// Writes bytes.
    ///
    /// @param bytes what to write; not to be changed meanwhile
    /// @throws IOException if the stream has failed or is closed
    /// @throws dev.thrum.core.CancelledException if a scope around the call is or becomes cancelled while it waits
    /// @throws InterruptedException if interrupted while it waits
    public void write(byte[] bytes) throws IOException, InterruptedException {
        writeWhole(ByteBuffer.wrap(bytes));
    }

    /// Writes bytes.
    ///
    /// @param bytes where they are; not to be changed meanwhile
    /// @param offset where they begin
    /// @param length how many they are
    /// @throws IOException if the stream has failed or is closed
    /// @throws dev.thrum.core.CancelledException if a scope around the call is or becomes cancelled while it waits
    /// @throws InterruptedException if interrupted while it waits
    public void write(byte[] bytes, int offset, int length) throws IOException, InterruptedException {
        writeWhole(ByteBuffer.wrap(bytes, offset, length));
    }

    /// Writes text in UTF-8, as it is: a line needs its end.
    ///
    /// @param text what to write
    /// @throws IOException if the stream has failed or is closed
    /// @throws dev.thrum.core.CancelledException if a scope around the call is or becomes cancelled while it waits
    /// @throws InterruptedException if interrupted while it waits
    public void write(String text) throws IOException, InterruptedException {
        write(text.getBytes(StandardCharsets.UTF_8));
    }

    /// Writes a frame, as [StreamReader#readFrame] reads it: a length of four bytes, the most significant first, and as
    /// many bytes.
    ///
    /// @param content the bytes after the length
    /// @throws IOException if the stream has failed or is closed
    /// @throws dev.thrum.core.CancelledException if a scope around the call is or becomes cancelled while it waits
    /// @throws InterruptedException if interrupted while it waits
    public void writeFrame(byte[] content) throws IOException, InterruptedException {
        int length = Math.addExact(StreamReader.HEADER, content.length);
        writeWhole(ByteBuffer.allocate(length).putInt(content.length).put(content).flip());
    }

    /// Writes what is owed, if anything is.
    ///
    /// @throws IOException if the stream has failed or is closed
    /// @throws dev.thrum.core.CancelledException if a scope around the call is or becomes cancelled while it waits
    /// @throws InterruptedException if interrupted while it waits
    public void flush() throws IOException, InterruptedException {
        if (owed() > 0) {
            write(NOTHING.duplicate());
        }
    }

    /// How many bytes of a write that was cut short are still to be sent.
    ///
    /// @return the number at this moment; usually zero
    public int owed() {
        return rest.remaining();
    }

    /// Does something after all that was written.
    void afterAll(LastAct act) throws IOException, InterruptedException {
        turn.enter();
        try {
            sendRest();
            act.run();
        } finally {
            turn.leave();
        }
    }

    private void writeWhole(ByteBuffer bytes) throws IOException, InterruptedException {
        turn.enter();
        int start = bytes.position();
        try {
            sendRest();
            send(bytes);
        } catch (InterruptedException e) {
            if (bytes.position() > start) {
                rest = ByteBuffer.allocate(bytes.remaining()).put(bytes).flip();
            }
            throw e;
        } finally {
            turn.leave();
        }
    }

    private void sendRest() throws IOException, InterruptedException {
        if (rest.hasRemaining()) {
            send(rest);
            rest = NOTHING;
        }
    }

    private void send(ByteBuffer bytes) throws IOException, InterruptedException {
        while (bytes.hasRemaining()) {
            sink.write(bytes);
        }
    }

    @Override
    public String toString() {
        return "writer to " + name;
    }
}
