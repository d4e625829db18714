// SPDX-License-Identifier: Apache-2.0

package dev.thrum.ipc.internal.pool;

import dev.thrum.ipc.CorruptFrameException;
import dev.thrum.ipc.internal.wire.Frame;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.Instant;

/// What the pool and a worker say to each other once both have authenticated themselves. Objects travel as opaque
/// bytes, so that a value which cannot be rebuilt spoils its own task and not the conversation.
///
/// ```
///   pool                                   worker
///     |  Setup                               |
///     | -----------------------------------> |  runs the initializer
///     |  Ready | Failed                      |
///     | <----------------------------------- |
///     |  Call                                |
///     | -----------------------------------> |  runs the function     (any number of times)
///     |  Returned | Failed                   |
///     | <----------------------------------- |
///     |  end of its standard input           |
///     | -----------------------------------> |  leaves
/// ```
@SuppressWarnings("ArrayRecordComponent") // a carrier of bytes, never compared
sealed interface Message {

    /// The longest payload of a frame, if no object is longer than a given number of bytes: a message carries up to two
    /// objects, and some numbers.
    static int maximumPayload(int maximumObject) {
        return Math.addExact(Math.multiplyExact(2, maximumObject), 128);
    }

    Frame toFrame();

    /// The first message to a worker.
    ///
    /// @param worker the worker's number
    /// @param filter the pattern of the pool's serial filter
    /// @param initializer a serialized `RemoteAction`, or no bytes
    record Setup(int worker, String filter, byte[] initializer) implements Message {
        static final byte TYPE = 1;

        @Override
        public Frame toFrame() {
            return frame(TYPE, out -> {
                out.writeInt(worker);
                out.writeUTF(filter);
                writeBytes(out, initializer);
            });
        }
    }

    /// The worker accepts calls from now on.
    record Ready() implements Message {
        static final byte TYPE = 2;

        @Override
        public Frame toFrame() {
            return frame(TYPE, out -> {});
        }
    }

    /// Run a function on an argument.
    ///
    /// @param function a serialized `RemoteFunction`
    /// @param argument its serialized argument
    record Call(byte[] function, byte[] argument) implements Message {
        static final byte TYPE = 3;

        @Override
        public Frame toFrame() {
            return frame(TYPE, out -> {
                writeBytes(out, function);
                writeBytes(out, argument);
            });
        }
    }

    /// The function returned normally.
    ///
    /// @param span when it ran
    /// @param result its serialized result
    record Returned(Span span, byte[] result) implements Message {
        static final byte TYPE = 4;

        @Override
        public Frame toFrame() {
            return frame(TYPE, out -> {
                span.writeTo(out);
                writeBytes(out, result);
            });
        }
    }

    /// The function, or the initializer, or the transfer of a value, failed.
    ///
    /// @param span when it ran
    /// @param standIn a serialized `RemoteTaskException`
    /// @param original the serialized exception itself, or no bytes if it cannot travel
    record Failed(Span span, byte[] standIn, byte[] original) implements Message {
        static final byte TYPE = 5;

        @Override
        public Frame toFrame() {
            return frame(TYPE, out -> {
                span.writeTo(out);
                writeBytes(out, standIn);
                writeBytes(out, original);
            });
        }
    }

    /// When a task ran, by the worker's clock.
    ///
    /// @param start wall-clock time
    /// @param nanos how long, by the monotonic clock
    record Span(Instant start, long nanos) {

        Instant end() {
            return start.plusNanos(nanos);
        }

        private void writeTo(DataOutputStream out) throws IOException {
            out.writeLong(start.getEpochSecond());
            out.writeInt(start.getNano());
            out.writeLong(nanos);
        }

        private static Span readFrom(DataInputStream in) throws IOException {
            return new Span(Instant.ofEpochSecond(in.readLong(), in.readInt()), in.readLong());
        }
    }

    /// Interprets a frame.
    ///
    /// @throws CorruptFrameException if its type is unknown or its content does not fit the type
    static Message of(Frame frame) throws CorruptFrameException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(frame.payload()));
        try {
            Message message = switch (frame.type()) {
                case Setup.TYPE -> new Setup(in.readInt(), in.readUTF(), readBytes(in));
                case Ready.TYPE -> new Ready();
                case Call.TYPE -> new Call(readBytes(in), readBytes(in));
                case Returned.TYPE -> new Returned(Span.readFrom(in), readBytes(in));
                case Failed.TYPE -> new Failed(Span.readFrom(in), readBytes(in), readBytes(in));
                default -> throw new CorruptFrameException("a message of unknown type " + frame.type());
            };
            if (in.available() > 0) {
                throw new CorruptFrameException(
                        in.available() + " bytes too many in a message of type " + frame.type());
            }
            return message;
        } catch (CorruptFrameException e) {
            throw e;
        } catch (IOException | DateTimeException | ArithmeticException e) {
            throw new CorruptFrameException("a message of type " + frame.type() + " does not fit its type: " + e);
        }
    }

    private static Frame frame(byte type, Content content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            content.writeTo(new DataOutputStream(bytes));
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
        return new Frame(type, bytes.toByteArray());
    }

    private static void writeBytes(DataOutputStream out, byte[] bytes) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static byte[] readBytes(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > in.available()) {
            throw new CorruptFrameException("a field of " + Integer.toUnsignedLong(length) + " bytes, but only "
                    + in.available() + " follow");
        }
        return in.readNBytes(length);
    }

    /// Writes the fields of a message.
    @FunctionalInterface
    interface Content {
        void writeTo(DataOutputStream out) throws IOException;
    }
}
