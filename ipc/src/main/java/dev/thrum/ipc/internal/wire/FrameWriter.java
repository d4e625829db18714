// SPDX-License-Identifier: Apache-2.0

package dev.thrum.ipc.internal.wire;

import dev.thrum.ipc.NotTransferableException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/// Puts frames onto a blocking byte stream. Not thread-safe: one writer at a time.
public final class FrameWriter {

    /// A payload that fits in this rides in the same write as its header.
    private static final int SMALL = 8 * 1024;

    private final WritableByteChannel channel;
    private final int maximumPayload;
    private final ByteBuffer header = ByteBuffer.allocateDirect(Frame.HEADER_SIZE);

    private final ByteBuffer small = ByteBuffer.allocateDirect(SMALL);

    /// Writes to a channel that is in blocking mode.
    ///
    /// @param channel where the frames go; not closed by the writer
    /// @param maximumPayload the longest payload that the reader at the other end accepts, in bytes
    public FrameWriter(WritableByteChannel channel, int maximumPayload) {
        this.channel = channel;
        this.maximumPayload = maximumPayload;
    }

    /// Writes one whole frame; waits, as the channel waits, while the peer does not read.
    ///
    /// @param frame what to write
    /// @throws NotTransferableException if the payload is too long; nothing has been written then
    /// @throws IOException if the channel fails, perhaps with part of the frame written
    public void write(Frame frame) throws IOException {
        byte[] payload = frame.payload();
        if (payload.length > maximumPayload) {
            throw new NotTransferableException(
                    "a message of " + payload.length + " bytes is longer than the maximum of " + maximumPayload, null);
        }
        header.clear();
        header.putInt(Frame.MAGIC).put(Frame.VERSION).put(frame.type()).putShort((short) 0).putInt(payload.length);
        header.putInt(FrameReader.checksum(header, payload, payload.length));
        header.flip();
        if (Frame.HEADER_SIZE + payload.length <= SMALL) {
            drain(small.clear().put(header).put(payload).flip());
            return;
        }
        drain(header);
        ByteBuffer source = ByteBuffer.wrap(payload);
        while (source.position() < payload.length) {
            drain(source.limit(Slices.end(source.position(), payload.length)));
        }
    }

    private void drain(ByteBuffer source) throws IOException {
        while (source.hasRemaining()) {
            channel.write(source);
        }
    }
}
