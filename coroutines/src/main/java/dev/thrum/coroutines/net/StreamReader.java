// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines.net;

import dev.thrum.coroutines.Generator;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// Reads a stream of bytes: as it comes, in records of a length, up to a separator, in lines, in frames.
///
/// **Waiting.** Every method waits until it has what it is to give; in an event loop the other tasks go on meanwhile.
/// Deadlines are those of the scopes around the call:
///
/// ```java
/// String line = CancelScope.timeout(Duration.ofSeconds(30), () -> reader.readLine()).orElseThrow();
/// ```
///
/// **Nothing is lost.** A read that is cancelled, interrupted or past its deadline leaves the stream as it was: what
/// had arrived is kept, and the next read, of whatever kind, begins with it. So does one that has met a limit.
///
/// **Memory.** The peer decides how long a line or a frame is, the caller how much of it is kept: each such method has
/// a limit, in bytes, and takes memory only for what has arrived.
///
/// **Threads.** One strand at a time may read; a second one is refused. Successive reads may come from different ones,
/// if these are ordered otherwise.
///
/// **Cost**: [#read(ByteBuffer)] with nothing buffered goes straight to the source; all others copy once.
///
/// Source: `asyncio.StreamReader`.
public final class StreamReader {

    /// How long a line may be, in bytes, its end included, where nothing else is said: 64 KiB, as in asyncio.
    public static final int LINE_LIMIT = 64 * 1024;

    /// Of the length that precedes a frame.
    static final int HEADER = Integer.BYTES;

    private static final byte[] LINE_FEED = {'\n'};

    private final String name;
    private final ByteSource source;
    private final InputBuffer buffer;
    private final Exclusive reading;

    private StreamReader(String name, ByteSource source) {
        this.name = name;
        this.source = source;
        this.buffer = new InputBuffer(source);
        this.reading = new Exclusive(name, "read");
    }

    /// Creates a reader of a source.
    ///
    /// @param name the name shown in messages
    /// @param source where the bytes come from; to be read by nobody else
    /// @return the reader
    public static StreamReader of(String name, ByteSource source) {
        return new StreamReader(name, source);
    }

    /// Waits until there is something and reads what there is, as far as it fits. No more than one copy, and none if
    /// nothing is buffered.
    ///
    /// @param target where to; if it is full already, nothing is read
    /// @return how many bytes, or -1 at the end of the stream
    /// @throws IOException if the stream has failed or is closed
    /// @throws dev.thrum.core.CancelledException if a scope around the call is or becomes cancelled while it waits
    /// @throws InterruptedException if interrupted while it waits
    /// @throws IllegalStateException if another strand is reading
    public int read(ByteBuffer target) throws IOException, InterruptedException {
        if (!target.hasRemaining()) {
            return 0;
        }
        reading.begin();
        try {
            if (buffer.size() > 0) {
                return buffer.moveTo(target);
            }
            return buffer.hasEnded() ? -1 : buffer.noteEnd(source.read(target));
        } finally {
            reading.end();
        }
    }

    /// Waits until there is something and reads what there is, up to a number of bytes.
    ///
    /// @param most how many bytes at most, at least one
    /// @return at least one byte; none at the end of the stream
    /// @throws IOException if the stream has failed or is closed
    /// @throws dev.thrum.core.CancelledException if a scope around the call is or becomes cancelled while it waits
    /// @throws InterruptedException if interrupted while it waits
    /// @throws IllegalStateException if another strand is reading
    public byte[] read(int most) throws IOException, InterruptedException {
        requireAtLeast(1, most, "most");
        reading.begin();
        try {
            buffer.await(1);
            return buffer.take(Math.min(most, buffer.size()));
        } finally {
            reading.end();
        }
    }

    /// Reads a number of bytes, neither more nor less.
    ///
    /// @param number how many
    /// @return the bytes
    /// @throws IncompleteReadException if the stream ends before; it has what there was
    /// @throws IOException if the stream has failed or is closed
    /// @throws dev.thrum.core.CancelledException if a scope around the call is or becomes cancelled while it waits
    /// @throws InterruptedException if interrupted while it waits
    /// @throws IllegalStateException if another strand is reading
    public byte[] readExactly(int number) throws IOException, InterruptedException {
        requireAtLeast(0, number, "number");
        reading.begin();
        try {
            if (!buffer.await(number)) {
                throw incomplete(number + " expected");
            }
            return buffer.take(number);
        } finally {
            reading.end();
        }
    }

    /// Reads all there is until the end of the stream.
    ///
    /// @param limit how many bytes at most
    /// @return the bytes, none if the stream has ended
    /// @throws LimitExceededException if there are more; nothing is consumed
    /// @throws IOException if the stream has failed or is closed
    /// @throws dev.thrum.core.CancelledException if a scope around the call is or becomes cancelled while it waits
    /// @throws InterruptedException if interrupted while it waits
    /// @throws IllegalStateException if another strand is reading
    public byte[] readAll(int limit) throws IOException, InterruptedException {
        requireAtLeast(0, limit, "limit");
        reading.begin();
        try {
            while (buffer.size() <= limit && buffer.await(buffer.size() + 1)) {
                // until one of the two is not so
            }
            if (buffer.size() > limit) {
                throw new LimitExceededException(name, "what comes until its end", limit);
            }
            return buffer.take(buffer.size());
        } finally {
            reading.end();
        }
    }

    /// Reads up to and including a separator.
    ///
    /// @param separator the bytes to look for, at least one
    /// @param limit how many bytes at most, including the separator
    /// @return the bytes, the last of which are the separator
    /// @throws LimitExceededException if the separator is not among the first `limit` bytes; nothing is consumed
    /// @throws IncompleteReadException if the stream ends before; it has what there was, perhaps nothing
    /// @throws IOException if the stream has failed or is closed
    /// @throws dev.thrum.core.CancelledException if a scope around the call is or becomes cancelled while it waits
    /// @throws InterruptedException if interrupted while it waits
    /// @throws IllegalStateException if another strand is reading
    public byte[] readUntil(byte[] separator, int limit) throws IOException, InterruptedException {
        requireAtLeast(1, separator.length, "separator.length");
        requireAtLeast(1, limit, "limit");
        reading.begin();
        try {
            int length = awaitEnd(separator, limit, "what comes before the separator");
            if (length < 0) {
                throw incomplete("something that ends with a separator");
            }
            return buffer.take(length);
        } finally {
            reading.end();
        }
    }

    /// Reads a line in UTF-8 of at most [#LINE_LIMIT] bytes. Otherwise as [#readLine(Charset, int)].
    ///
    /// @return the line without its end; nothing at the end of the stream
    /// @throws LimitExceededException if the line is too long; nothing is consumed
    /// @throws java.nio.charset.CharacterCodingException if the line is no UTF-8; it is consumed
    /// @throws IOException if the stream has failed or is closed
    /// @throws dev.thrum.core.CancelledException if a scope around the call is or becomes cancelled while it waits
    /// @throws InterruptedException if interrupted while it waits
    /// @throws IllegalStateException if another strand is reading
    public Optional<String> readLine() throws IOException, InterruptedException {
        return readLine(StandardCharsets.UTF_8, LINE_LIMIT);
    }

    /// Reads a line. It ends with a line feed, or a carriage return and a line feed; the last one may end with the
    /// stream.
    ///
    /// @param charset how it is encoded; one in which a line feed is the byte 10, and no other character has that byte
    /// @param limit how many bytes it may have at most, including its end
    /// @return the line without its end; nothing at the end of the stream
    /// @throws LimitExceededException if the line is too long; nothing is consumed
    /// @throws java.nio.charset.CharacterCodingException if the line is not in this charset; it is consumed
    /// @throws IOException if the stream has failed or is closed
    /// @throws dev.thrum.core.CancelledException if a scope around the call is or becomes cancelled while it waits
    /// @throws InterruptedException if interrupted while it waits
    /// @throws IllegalStateException if another strand is reading
    public Optional<String> readLine(Charset charset, int limit) throws IOException, InterruptedException {
        requireAtLeast(1, limit, "limit");
        reading.begin();
        try {
            int length = awaitEnd(LINE_FEED, limit, "a line");
            if (length < 0 && buffer.size() == 0) {
                return Optional.empty();
            }
            byte[] line = buffer.take(length < 0 ? buffer.size() : length);
            return Optional.of(charset.newDecoder().decode(ByteBuffer.wrap(line, 0, lengthOfText(line))).toString());
        } finally {
            reading.end();
        }
    }

    private static int lengthOfText(byte[] line) {
        int length = line.length;
        if (line[length - 1] == '\n') {
            length--;
            if (length > 0 && line[length - 1] == '\r') {
                length--;
            }
        }
        return length;
    }

    /// The lines until the end of the stream, in UTF-8, each of at most [#LINE_LIMIT] bytes. Each iteration goes on
    /// where the last one has stopped, and throws what [#readLine()] throws, unwrapped.
    ///
    /// @return the lines, read as they are asked for
    public Generator<String> lines() {
        return lines(StandardCharsets.UTF_8, LINE_LIMIT);
    }

    /// The lines until the end of the stream. Each iteration goes on where the last one has stopped, and throws what
    /// [#readLine(Charset, int)] throws, unwrapped.
    ///
    /// @param charset how they are encoded
    /// @param limit how many bytes each may have at most
    /// @return the lines, read as they are asked for
    public Generator<String> lines(Charset charset, int limit) {
        return Generator.of("lines of " + name, out -> {
            for (var line = readLine(charset, limit); line.isPresent(); line = readLine(charset, limit)) {
                out.yield(line.get());
            }
        });
    }

    /// Reads a frame: a length of four bytes, the most significant first, and as many bytes.
    ///
    /// @param limit how long it may be at most; checked before any memory is taken
    /// @return the bytes after the length; nothing if the stream has ended before the frame
    /// @throws LimitExceededException if the length is greater, or negative; nothing is consumed
    /// @throws IncompleteReadException if the stream ends inside the frame; it has what there was, with the length
    /// @throws IOException if the stream has failed or is closed
    /// @throws dev.thrum.core.CancelledException if a scope around the call is or becomes cancelled while it waits
    /// @throws InterruptedException if interrupted while it waits
    /// @throws IllegalStateException if another strand is reading
    public Optional<byte[]> readFrame(int limit) throws IOException, InterruptedException {
        requireAtLeast(0, limit, "limit");
        if (limit > Integer.MAX_VALUE - HEADER) {
            throw new IllegalArgumentException(
                    "The limit is " + limit + ", and a frame with its length has to fit into an array");
        }
        reading.begin();
        try {
            if (!buffer.await(HEADER)) {
                if (buffer.size() == 0) {
                    return Optional.empty();
                }
                throw incomplete("a frame, whose length alone has " + HEADER);
            }
            int length = buffer.peekInt();
            if (length < 0 || length > limit) {
                throw new LimitExceededException(
                        name, "a frame of " + Integer.toUnsignedString(length) + " bytes", limit);
            }
            if (!buffer.await(HEADER + length)) {
                throw incomplete("a frame, which with its length has " + (HEADER + length));
            }
            buffer.skip(HEADER);
            return Optional.of(buffer.take(length));
        } finally {
            reading.end();
        }
    }

    /// Waits until a separator has come.
    ///
    /// @return the length of what ends with it; -1 if the stream has ended before
    private int awaitEnd(byte[] separator, int limit, String what) throws IOException, InterruptedException {
        int searched = 0;
        while (true) {
            int found = buffer.indexAfter(separator, searched);
            if (found < 0 ? buffer.size() >= limit : found > limit) {
                throw new LimitExceededException(name, what, limit);
            }
            if (found >= 0) {
                return found;
            }
            searched = Math.max(0, buffer.size() - separator.length + 1);
            if (!buffer.await(buffer.size() + 1)) {
                return -1;
            }
        }
    }

    private IncompleteReadException incomplete(String expected) {
        return new IncompleteReadException(name, buffer.take(buffer.size()), expected);
    }

    private static void requireAtLeast(int least, int number, String what) {
        if (number < least) {
            throw new IllegalArgumentException(what + " is " + number + ", and has to be at least " + least);
        }
    }

    @Override
    public String toString() {
        return "reader of " + name;
    }
}
