// SPDX-License-Identifier: Apache-2.0

package dev.thrum.ipc.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thrum.ipc.CorruptFrameException;
import dev.thrum.ipc.NotTransferableException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameTest {

    private static final int MAXIMUM = 200_000;

    private static byte[] written(int type, byte[] payload) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new FrameWriter(Channels.newChannel(out), MAXIMUM).write(new Frame((byte) type, payload));
        return out.toByteArray();
    }

    private static FrameReader reader(byte[] bytes) {
        return new FrameReader(Channels.newChannel(new ByteArrayInputStream(bytes)), MAXIMUM);
    }

    private static byte[] pattern(int length) {
        byte[] payload = new byte[length];
        for (int i = 0; i < length; i++) {
            payload[i] = (byte) (i * 31);
        }
        return payload;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 8 * 1024 - 17, 8 * 1024 - 16, 8 * 1024 - 15, 64 * 1024, 64 * 1024 + 1, MAXIMUM})
    void whatIsWrittenIsRead(int length) throws IOException {
        byte[] payload = pattern(length);

        Optional<Frame> frame = reader(written(7, payload)).read();

        assertThat(frame).hasValueSatisfying(read -> {
            assertThat(read.type()).isEqualTo((byte) 7);
            assertThat(read.payload()).isEqualTo(payload);
        });
    }

    @Test
    void framesFollowOneAnotherAndTheStreamEndsCleanlyBetweenThem() throws IOException {
        ByteArrayOutputStream both = new ByteArrayOutputStream();
        both.write(written(1, pattern(3)));
        both.write(written(2, pattern(0)));
        FrameReader reader = reader(both.toByteArray());

        assertThat(reader.read()).map(Frame::type).hasValue((byte) 1);
        assertThat(reader.read()).map(Frame::type).hasValue((byte) 2);
        assertThat(reader.read()).isEmpty();
    }

    @Test
    void anEndOfStreamAnywhereInsideAFrameIsCorruption() throws IOException {
        byte[] whole = written(1, pattern(20));

        for (int length = 1; length < whole.length; length++) {
            FrameReader reader = reader(Arrays.copyOf(whole, length));
            assertThatThrownBy(reader::read).as("cut to " + length + " bytes")
                    .isInstanceOf(CorruptFrameException.class);
        }
    }

    @Test
    void everyFlippedBitIsNoticed() throws IOException {
        byte[] whole = written(1, pattern(20));

        for (int bit = 0; bit < whole.length * 8; bit++) {
            byte[] flipped = whole.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            FrameReader reader = reader(flipped);
            assertThatThrownBy(reader::read).as("bit " + bit).isInstanceOf(CorruptFrameException.class);
        }
    }

    @Test
    void aForeignBeginningIsRefused() {
        FrameReader reader = reader("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));

        assertThatThrownBy(reader::read).isInstanceOf(CorruptFrameException.class).hasMessageContaining("not a frame");
    }

    @Test
    void anotherVersionIsRefused() throws IOException {
        byte[] frame = written(1, pattern(1));
        frame[Frame.VERSION_OFFSET] = 9;

        assertThatThrownBy(reader(frame)::read).isInstanceOf(CorruptFrameException.class)
                .hasMessageContaining("version 9");
    }

    @ParameterizedTest
    @ValueSource(ints = {MAXIMUM + 1, Integer.MAX_VALUE, -1, Integer.MIN_VALUE})
    void aLengthBeyondTheMaximumIsRefusedByTheHeaderAlone(int length) throws IOException {
        byte[] header = Arrays.copyOf(written(1, pattern(0)), Frame.HEADER_SIZE);
        ByteBuffer.wrap(header).putInt(Frame.LENGTH_OFFSET, length);

        // Had the reader allocated or awaited a payload, it would complain of the missing bytes instead.
        assertThatThrownBy(reader(header)::read).isInstanceOf(CorruptFrameException.class)
                .hasMessageContaining("the maximum is " + MAXIMUM);
    }

    @Test
    void aPayloadBeyondTheMaximumIsNotWritten() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        FrameWriter writer = new FrameWriter(Channels.newChannel(out), MAXIMUM);

        assertThatThrownBy(() -> writer.write(new Frame((byte) 1, new byte[MAXIMUM + 1])))
                .isInstanceOf(NotTransferableException.class);
        assertThat(out.size()).isZero();
    }
}
