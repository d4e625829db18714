// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.thrum.coroutines.GeneratorIterator;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a reader makes of the bytes of its source, whatever pieces they come in.
class StreamReaderTest {

    /// A source that gives its pieces one by one, and what cannot be read of one at a time with the next read. A `null`
    /// among them interrupts the read.
    private static StreamReader reader(String... pieces) {
        Deque<ByteBuffer> left = new ArrayDeque<>();
        ByteBuffer interrupt = ByteBuffer.allocate(0);
        for (String piece : pieces) {
            left.add(piece == null ? interrupt : ByteBuffer.wrap(piece.getBytes(StandardCharsets.UTF_8)));
        }
        return StreamReader.of("pieces", target -> {
            ByteBuffer piece = left.peek();
            if (piece == null) {
                return -1;
            }
            if (piece == interrupt) {
                left.remove();
                throw new InterruptedException("in between");
            }
            int number = Math.min(piece.remaining(), target.remaining());
            target.put(piece.slice(piece.position(), number));
            piece.position(piece.position() + number);
            if (!piece.hasRemaining()) {
                left.remove();
            }
            return number;
        });
    }

    /// Every byte alone.
    private static StreamReader dripping(String text) {
        return reader(text.chars().mapToObj(Character::toString).toArray(String[]::new));
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @DisplayName("31: read gives what there is, up to a number; nothing at the end, again and again")
    @Test
    void reads() throws Exception {
        StreamReader reader = reader("hello", "world");
        assertThat(text(reader.read(3))).isEqualTo("hel");
        assertThat(text(reader.read(100))).isEqualTo("lo");
        ByteBuffer target = ByteBuffer.allocate(100);
        assertThat(reader.read(target)).isEqualTo(5);
        assertThat(reader.read(target)).isEqualTo(-1);
        assertThat(reader.read(1)).isEmpty();
        assertThat(reader.read(target)).isEqualTo(-1);
        assertThat(reader.read(ByteBuffer.allocate(0))).isZero();
        assertThat(text(Arrays.copyOf(target.array(), target.position()))).isEqualTo("world");
    }

    @DisplayName("31: read into a buffer gives what is buffered first")
    @Test
    void readsWhatIsBufferedFirst() throws Exception {
        StreamReader reader = reader("line\nrest", "more");
        reader.readLine();
        ByteBuffer target = ByteBuffer.allocate(100);
        assertThat(reader.read(target)).isEqualTo(4);
        assertThat(reader.read(target)).isEqualTo(4);
        assertThat(text(Arrays.copyOf(target.array(), target.position()))).isEqualTo("restmore");
    }

    @DisplayName("31: readExactly waits for all, and tells what there was if the stream ends before")
    @Test
    void readsExactly() throws Exception {
        StreamReader reader = dripping("abcdefgh");
        assertThat(text(reader.readExactly(3))).isEqualTo("abc");
        assertThat(reader.readExactly(0)).isEmpty();
        assertThatExceptionOfType(IncompleteReadException.class).isThrownBy(() -> reader.readExactly(6))
                .withMessageContainingAll("pieces", "5 bytes", "6 expected")
                .satisfies(e -> assertThat(text(e.partial())).isEqualTo("defgh"));
        assertThatExceptionOfType(IncompleteReadException.class).isThrownBy(() -> reader.readExactly(1))
                .satisfies(e -> assertThat(e.partial()).isEmpty());
    }

    @DisplayName("31: a large record comes whole, and is not paid for before it has come")
    @Test
    void aLargeRecord() throws Exception {
        AtomicLong most = new AtomicLong();
        long[] left = {1_000_000};
        StreamReader reader = StreamReader.of("large", target -> {
            most.accumulateAndGet(target.capacity(), Math::max);
            int number = (int) Math.min(1_000, Math.min(target.remaining(), left[0]));
            target.put(new byte[number]);
            left[0] -= number;
            return number == 0 ? -1 : number;
        });
        assertThat(reader.readExactly(900_000)).hasSize(900_000);
        most.set(0);
        assertThatExceptionOfType(IncompleteReadException.class)
                .isThrownBy(() -> reader.readExactly(Integer.MAX_VALUE - 8))
                .satisfies(e -> assertThat(e.partial()).hasSize(100_000));
        assertThat(most).hasValueLessThan(2_000_000);
    }

    @DisplayName("31: the memory that a large record has needed is given back when it was taken")
    @Test
    void memoryIsGivenBack() throws Exception {
        int size = 1 << 20;
        int[] left = {size};
        List<Integer> offered = new ArrayList<>();
        StreamReader reader = StreamReader.of("large records", target -> {
            offered.add(target.remaining());
            int number = Math.min(left[0], target.remaining());
            target.position(target.position() + number);
            left[0] -= number;
            return number;
        });
        assertThat(reader.readExactly(size)).hasSize(size);
        assertThat(offered).as("room for bytes").anyMatch(room -> room > 1 << 17);
        offered.clear();
        left[0] = 1;
        assertThat(reader.read(1)).hasSize(1);
        assertThat(offered).as("room for bytes").singleElement().matches(room -> room <= 1 << 16);
    }

    @DisplayName("31: readUntil finds a separator wherever it is cut, and not beyond its limit")
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void readsUntil(boolean isDripping) throws Exception {
        String all = "one--two---three--four";
        StreamReader reader = isDripping ? dripping(all) : reader(all);
        byte[] dashes = "--".getBytes(StandardCharsets.UTF_8);
        assertThat(text(reader.readUntil(dashes, 5))).isEqualTo("one--");
        assertThat(text(reader.readUntil(dashes, 100))).isEqualTo("two--");
        assertThatExceptionOfType(LimitExceededException.class).isThrownBy(() -> reader.readUntil(dashes, 7))
                .satisfies(e -> assertThat(e.limit()).isEqualTo(7)).withMessageContaining("pieces");
        assertThat(text(reader.readUntil(dashes, 8))).isEqualTo("-three--");
        assertThatExceptionOfType(IncompleteReadException.class).isThrownBy(() -> reader.readUntil(dashes, 100))
                .satisfies(e -> assertThat(text(e.partial())).isEqualTo("four"));
    }

    @DisplayName("31: lines end with LF, CR LF or the stream")
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void readsLines(boolean isDripping) throws Exception {
        String all = "one\ntwo\r\n\n\rthree\r\r\nlast";
        StreamReader reader = isDripping ? dripping(all) : reader(all);
        assertThat(reader.lines().stream().toList()).containsExactly("one", "two", "", "\rthree\r", "last");
        assertThat(reader.readLine()).isEmpty();
        assertThat(reader("").readLine()).isEmpty();
        assertThat(reader("\n").readLine()).hasValue("");
    }

    @DisplayName("31: iterations over lines go on where the last one has stopped")
    @Test
    void linesGoOn() throws Exception {
        StreamReader reader = reader("one\ntwo\nthree\n");
        try (GeneratorIterator<String> first = reader.lines().iterator()) {
            assertThat(first.next()).isEqualTo("one");
        }
        assertThat(reader.lines().stream().toList()).containsExactly("two", "three");
    }

    @DisplayName("31: lines throw what a read throws, unwrapped")
    @Test
    void linesThrow() {
        IOException failure = new IOException("broken");
        StreamReader reader = StreamReader.of("broken", _ -> {
            throw failure;
        });
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> reader.lines().iterator().next()).isSameAs(failure);
    }

    @DisplayName("31: a line that is too long is a typed error, and is still there")
    @Test
    void aLineThatIsTooLong() throws Exception {
        StreamReader reader = dripping("12345\n678\n");
        assertThatExceptionOfType(LimitExceededException.class)
                .isThrownBy(() -> reader.readLine(StandardCharsets.UTF_8, 5)).withMessageContaining("a line");
        assertThat(reader.readLine(StandardCharsets.UTF_8, 6)).hasValue("12345");
        assertThat(reader.readLine(StandardCharsets.UTF_8, 4)).hasValue("678");
    }

    @DisplayName("31: a line in another charset; one that is not in its charset is an error, not a question mark")
    @Test
    void charsets() throws Exception {
        byte[] latin = "caf\u00e9\nok\n".getBytes(StandardCharsets.ISO_8859_1);
        StreamReader good = StreamReader.of("latin", once(latin));
        assertThat(good.readLine(StandardCharsets.ISO_8859_1, 100)).hasValue("caf\u00e9");
        StreamReader bad = StreamReader.of("latin", once(latin));
        assertThatExceptionOfType(CharacterCodingException.class).isThrownBy(bad::readLine);
        assertThat(bad.readLine()).hasValue("ok");
    }

    private static ByteSource once(byte[] bytes) {
        ByteBuffer left = ByteBuffer.wrap(bytes);
        return target -> {
            if (!left.hasRemaining()) {
                return -1;
            }
            target.put(left);
            return bytes.length;
        };
    }

    @DisplayName("31: frames keep their boundaries, also the empty one; between two the stream may end")
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void readsFrames(boolean isDripping) throws Exception {
        String all = "\0\0\0\3abc\0\0\0\0\0\0\0\1d";
        StreamReader reader = isDripping ? dripping(all) : reader(all);
        assertThat(reader.readFrame(3)).map(StreamReaderTest::text).hasValue("abc");
        assertThat(reader.readFrame(3)).map(StreamReaderTest::text).hasValue("");
        assertThat(reader.readFrame(3)).map(StreamReaderTest::text).hasValue("d");
        assertThat(reader.readFrame(3)).isEmpty();
    }

    @DisplayName("31: inside a frame the end of the stream is an error")
    @ParameterizedTest
    @ValueSource(strings = {"\0", "\0\0\0\2", "\0\0\0\2x"})
    void aFrameThatIsCutOff(String all) {
        StreamReader reader = reader(all);
        assertThatExceptionOfType(IncompleteReadException.class).isThrownBy(() -> reader.readFrame(10))
                .satisfies(e -> assertThat(text(e.partial())).isEqualTo(all));
    }

    @DisplayName("31: the length of a frame is checked before anything is taken for it")
    @Test
    void aFrameThatIsTooLong() throws Exception {
        StreamReader tooLong = reader("\0\0\0\4abcd");
        assertThatExceptionOfType(LimitExceededException.class).isThrownBy(() -> tooLong.readFrame(3))
                .withMessageContainingAll("4 bytes", "limit of 3");
        assertThat(tooLong.readFrame(4)).map(StreamReaderTest::text).hasValue("abcd");
        byte[] most = {-1, -1, -1, -1};
        assertThatExceptionOfType(LimitExceededException.class)
                .isThrownBy(() -> StreamReader.of("negative", once(most)).readFrame(Integer.MAX_VALUE - 4))
                .withMessageContaining("4294967295");
    }

    @DisplayName("31: a read that is interrupted loses nothing of what had come")
    @Test
    void anInterruptedReadLosesNothing() throws Exception {
        StreamReader reader = reader("\0\0", null, "\0\3a", null, "bc", "li", null, "ne\nx", null, "yz");
        for (int i = 0; i < 2; i++) {
            assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> reader.readFrame(10));
        }
        assertThat(reader.readFrame(10)).map(StreamReaderTest::text).hasValue("abc");
        assertThatExceptionOfType(InterruptedException.class).isThrownBy(reader::readLine);
        assertThat(reader.readLine()).hasValue("line");
        assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> reader.readExactly(3));
        assertThat(text(reader.readExactly(3))).isEqualTo("xyz");
    }

    @DisplayName("31: readAll reads to the end, and not beyond its limit")
    @Test
    void readsAll() throws Exception {
        assertThat(text(dripping("abc").readAll(3))).isEqualTo("abc");
        StreamReader reader = dripping("abcd");
        assertThatExceptionOfType(LimitExceededException.class).isThrownBy(() -> reader.readAll(3));
        assertThat(text(reader.readAll(4))).isEqualTo("abcd");
        assertThat(reader.readAll(0)).isEmpty();
    }

    @DisplayName("31: numbers that make no sense are refused")
    @Test
    void badArguments() {
        StreamReader reader = reader("abc");
        assertThatIllegalArgumentException().isThrownBy(() -> reader.read(0));
        assertThatIllegalArgumentException().isThrownBy(() -> reader.readExactly(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> reader.readUntil(new byte[0], 1));
        assertThatIllegalArgumentException().isThrownBy(() -> reader.readFrame(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> reader.readFrame(Integer.MAX_VALUE));
        assertThat(List.of(reader.toString())).containsExactly("reader of pieces");
    }
}
