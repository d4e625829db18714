// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thrum.core.DeadlockException;
import dev.thrum.core.Strand;
import dev.thrum.core.VirtualClock;
import dev.thrum.coroutines.EventLoop;
import dev.thrum.coroutines.Task;
import dev.thrum.sync.Mutex;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What a writer gives to its sink, also when it is cut short.
@Timeout(30)
class StreamWriterTest {

    private final ByteArrayOutputStream taken = new ByteArrayOutputStream();

    /// How many bytes the sink takes before it has no room and is interrupted.
    private int room = Integer.MAX_VALUE;

    private final StreamWriter writer = StreamWriter.of("sink", bytes -> {
        if (room == 0) {
            throw new InterruptedException("no room");
        }
        int number = Math.min(Math.min(3, room), bytes.remaining()); // a few at a time
        for (int i = 0; i < number; i++) {
            taken.write(bytes.get());
        }
        room -= number;
    });

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private String taken() {
        return taken.toString(StandardCharsets.UTF_8);
    }

    @DisplayName("31: a write gives all to the sink, however little that takes at a time")
    @Test
    void writes() throws Exception {
        writer.write("hello ");
        writer.write(bytes("brave new world"), 6, 9);
        writer.write(ByteBuffer.wrap(bytes("!")));
        writer.writeFrame(bytes("abcd"));
        writer.writeFrame(new byte[0]);
        assertThat(taken()).isEqualTo("hello new world!\0\0\0\4abcd\0\0\0\0");
        assertThat(writer.owed()).isZero();
    }

    @DisplayName("31: a write that is cut short in the middle is finished by the next one, so nothing is lost "
            + "or doubled")
    @Test
    void theRestIsOwed() throws Exception {
        room = 4;
        assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> writer.writeFrame(bytes("first")));
        assertThat(writer.owed()).isEqualTo(5);
        room = 2;
        assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> writer.write("second"));
        assertThat(writer.owed()).isEqualTo(3);
        room = Integer.MAX_VALUE;
        writer.write("third");
        assertThat(taken()).isEqualTo("\0\0\0\5firstthird");
        assertThat(writer.owed()).isZero();
    }

    @DisplayName("31: a write that is cut short before its first byte was never made")
    @Test
    void nothingIsOwed() throws Exception {
        room = 0;
        assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> writer.write("first"));
        assertThat(writer.owed()).isZero();
        room = Integer.MAX_VALUE;
        writer.flush();
        writer.write("second");
        assertThat(taken()).isEqualTo("second");
    }

    @DisplayName("31: what is owed is a copy: the caller may use its array for something else")
    @Test
    void whatIsOwedIsACopy() throws Exception {
        room = 2;
        byte[] array = bytes("abcdef");
        assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> writer.write(array, 1, 4));
        array[3] = 'X';
        room = Integer.MAX_VALUE;
        writer.flush();
        assertThat(taken()).isEqualTo("bcde");
    }

    @DisplayName("31: a buffer keeps what was not taken of it, and the caller goes on with it")
    @Test
    void aBufferKeepsItsRest() throws Exception {
        ByteBuffer buffer = ByteBuffer.wrap(bytes("abcdef"));
        room = 4;
        assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> writer.write(buffer));
        assertThat(buffer.position()).isEqualTo(4);
        assertThat(writer.owed()).isZero();
        room = Integer.MAX_VALUE;
        writer.write(buffer);
        assertThat(taken()).isEqualTo("abcdef");
    }

    @DisplayName("31: what one write writes stays together, whoever else writes meanwhile; a cancelled one "
            + "leaves the line")
    @Test
    void writersTakeTurns() throws Exception {
        StringBuilder all = new StringBuilder();
        StreamWriter slow = StreamWriter.of("slow sink", bytes -> {
            Strand.sleep(Duration.ofSeconds(1));
            all.append((char) bytes.get());
        });
        EventLoop.builder().clock(new VirtualClock()).run(() -> {
            Task<?> first = EventLoop.spawn(() -> write(slow, "aaa"));
            Task<?> second = EventLoop.spawn(() -> write(slow, "bbb"));
            Task<?> third = EventLoop.spawn(() -> write(slow, "ccc"));
            EventLoop.callLater(Duration.ofMillis(1_500), () -> second.cancel("not wanted"));
            first.await();
            third.await();
            assertThat(second.isCancelled()).isTrue();
            return 0;
        });
        assertThat(all).hasToString("aaaccc");
    }

    @DisplayName("31: what is done when all was written comes after what is owed")
    @Test
    void whatIsDoneAtTheEnd() throws Exception {
        room = 2;
        assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> writer.write("rest"));
        room = 1;
        assertThatExceptionOfType(InterruptedException.class)
                .isThrownBy(() -> writer.afterAll(() -> taken.writeBytes(bytes(" too early"))));
        room = Integer.MAX_VALUE;
        writer.afterAll(() -> taken.writeBytes(bytes(" and end")));
        assertThat(taken()).isEqualTo("rest and end");
    }

    @DisplayName("31: a sink that fails fails each write, and nobody waits for a turn that has ended")
    @Test
    void aSinkThatFails() {
        IOException failure = new IOException("broken");
        StreamWriter broken = StreamWriter.of("broken sink", bytes -> {
            throw failure;
        });
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> broken.write("text")).isSameAs(failure);
            assertThatThrownBy(() -> broken.write(ByteBuffer.wrap(bytes("text")))).isSameAs(failure);
            assertThatThrownBy(() -> broken.afterAll(() -> {
                throw failure;
            })).isSameAs(failure);
        }
    }

    @DisplayName("31, 29: a circle through the turn to write is reported")
    @Test
    void aCircle() throws Exception {
        Mutex mutex = new Mutex();
        StreamWriter guarded =
                StreamWriter.of("guarded sink", bytes -> mutex.locked(() -> bytes.position(bytes.limit())));
        EventLoop.builder().clock(new VirtualClock()).run(() -> {
            Task<?> holder = EventLoop.spawn(() -> mutex.locked(() -> {
                Strand.yieldNow();
                return write(guarded, "a");
            }));
            Task<?> writing = EventLoop.spawn(() -> write(guarded, "b"));
            assertThatExceptionOfType(ExecutionException.class).isThrownBy(holder::await)
                    .withCauseInstanceOf(DeadlockException.class)
                    .withMessageContaining("the turn to write to guarded sink");
            assertThat(writing.await()).isEqualTo(true);
        });
    }

    private static boolean write(StreamWriter writer, String text) throws Exception {
        writer.write(text);
        return true;
    }
}
