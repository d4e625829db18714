// SPDX-License-Identifier: Apache-2.0

package dev.thrum.ipc.internal.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thrum.ipc.CorruptFrameException;
import dev.thrum.ipc.internal.pool.Message.Call;
import dev.thrum.ipc.internal.pool.Message.Failed;
import dev.thrum.ipc.internal.pool.Message.Ready;
import dev.thrum.ipc.internal.pool.Message.Returned;
import dev.thrum.ipc.internal.pool.Message.Setup;
import dev.thrum.ipc.internal.pool.Message.Span;
import dev.thrum.ipc.internal.wire.Frame;
import java.time.Instant;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MessageTest {

    private static final Span SPAN = new Span(Instant.ofEpochSecond(1_700_000_000, 123_456_789), 42);

    static Stream<Message> messages() {
        return Stream.of(
                new Setup(3, "java.net.URL;!*", new byte[] {1, 2}), new Ready(),
                new Call(new byte[] {1}, new byte[] {2, 3}), new Returned(SPAN, new byte[] {4}),
                new Failed(SPAN, new byte[] {5}, new byte[0]));
    }

    @ParameterizedTest
    @MethodSource("messages")
    void whatIsEncodedIsDecoded(Message message) throws Exception {
        assertThat(Message.of(message.toFrame())).usingRecursiveComparison().isEqualTo(message);
    }

    @ParameterizedTest
    @MethodSource("messages")
    void aContentThatDoesNotFitIsCorruption(Message message) {
        Frame frame = message.toFrame();
        byte[] payload = frame.payload();

        for (int length = 0; length < payload.length; length++) {
            Frame cut = new Frame(frame.type(), Arrays.copyOf(payload, length));
            assertThatThrownBy(() -> Message.of(cut)).isInstanceOf(CorruptFrameException.class);
        }
        Frame longer = new Frame(frame.type(), Arrays.copyOf(payload, payload.length + 1));
        assertThatThrownBy(() -> Message.of(longer)).isInstanceOf(CorruptFrameException.class);
    }

    @Test
    void anUnknownTypeIsCorruption() {
        assertThatThrownBy(() -> Message.of(new Frame((byte) 99, new byte[0])))
                .isInstanceOf(CorruptFrameException.class).hasMessageContaining("99");
    }

    @Test
    void twoObjectsOfTheLargestSizeFitInAFrame() {
        byte[] largest = new byte[1000];

        assertThat(new Failed(SPAN, largest, largest).toFrame().payload().length)
                .isLessThanOrEqualTo(Message.maximumPayload(largest.length));
    }
}
