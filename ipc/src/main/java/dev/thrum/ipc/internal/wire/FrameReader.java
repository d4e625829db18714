// SPDX-License-Identifier: Apache-2.0

package dev.thrum.ipc.internal.wire;

import dev.thrum.ipc.CorruptFrameException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.Optional;
import java.util.zip.CRC32C;

/// Takes frames off a blocking byte stream. Not thread-safe: one reader at a time.
public final class FrameReader {

    private final ReadableByteChannel channel;
    private final int maximumPayload;
    private final ByteBuffer header = ByteBuffer.allocateDirect(Frame.HEADER_SIZE);

    /// Reads from a channel that is in blocking mode.
    ///
    /// @param channel where the frames come from; not closed by the reader
    /// @param maximumPayload the longest payload to accept, in bytes
    public FrameReader(ReadableByteChannel channel, int maximumPayload) {
        this.channel = channel;
        this.maximumPayload = maximumPayload;
    }

    /// Waits for the next frame, as the channel waits.
    ///
    /// @return the frame; empty if the peer closed the stream after a whole frame
    /// @throws CorruptFrameException if what arrives is not a valid frame, or ends inside one
    /// @throws IOException if the channel fails
    public Optional<Frame> read() throws IOException {
        header.clear();
        if (!fill(header)) {
            return Optional.empty();
        }
        int length = checkedLength();
        byte[] payload = new byte[length];
        if (!fill(payload)) {
            throw new CorruptFrameException("the stream ended after the header of a frame of " + length + " bytes");
        }
        int expected = header.getInt(Frame.CHECKSUM_OFFSET);
        int actual = checksum(header, payload, length);
        if (actual != expected) {
            throw new CorruptFrameException("wrong checksum: the frame says %08x, its content has %08x"
                    .formatted(expected, actual));
        }
        return Optional.of(new Frame(header.get(Frame.TYPE_OFFSET), payload));
    }

    /// Everything that can be refused by the header alone is refused before the payload is allocated: four bytes of
    /// garbage must not be able to claim two gigabytes.
    private int checkedLength() throws CorruptFrameException {
        int magic = header.getInt(Frame.MAGIC_OFFSET);
        if (magic != Frame.MAGIC) {
            throw new CorruptFrameException("not a frame: it begins with %08x, expected %08x"
                    .formatted(magic, Frame.MAGIC));
        }
        byte version = header.get(Frame.VERSION_OFFSET);
        if (version != Frame.VERSION) {
            throw new CorruptFrameException("frame of protocol version " + version + ", this side speaks version "
                    + Frame.VERSION + "; use the same version of Thrum at both ends");
        }
        int length = header.getInt(Frame.LENGTH_OFFSET);
        if (length < 0 || length > maximumPayload) {
            throw new CorruptFrameException("frame of " + Integer.toUnsignedLong(length)
                    + " bytes, the maximum is " + maximumPayload);
        }
        return length;
    }

    static int checksum(ByteBuffer header, byte[] payload, int length) {
        CRC32C crc = new CRC32C();
        crc.update(header.duplicate().position(0).limit(Frame.CHECKSUM_OFFSET));
        crc.update(payload, 0, length);
        return (int) crc.getValue();
    }

    /// Returns false if the stream ended before the first byte.
    private boolean fill(ByteBuffer target) throws IOException {
        while (target.hasRemaining()) {
            if (channel.read(target) < 0) {
                if (target.position() == 0) {
                    return false;
                }
                throw new CorruptFrameException("the stream ended inside a frame, "
                        + target.remaining() + " bytes early");
            }
        }
        return true;
    }

    private boolean fill(byte[] payload) throws IOException {
        ByteBuffer target = ByteBuffer.wrap(payload);
        while (target.position() < payload.length) {
            target.limit(Slices.end(target.position(), payload.length));
            if (!fill(target)) {
                return false;
            }
        }
        return true;
    }
}
