// SPDX-License-Identifier: Apache-2.0

package dev.thrum.ipc.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thrum.ipc.NotTransferableException;
import dev.thrum.ipc.RemoteFunction;
import java.io.Serializable;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TimeZone;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.management.BadAttributeValueExpException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MarshalTest {

    private static final int MAXIMUM = 1_000_000;

    private final Marshal marshal = new Marshal(MAXIMUM, "");

    private Object copy(Object value) throws NotTransferableException {
        return marshal.read("it", marshal.write("it", value), getClass().getClassLoader());
    }

    record Point(int x, List<String> names) implements Serializable {}

    static Stream<Object> ordinaryValues() {
        return Stream.of(1, "text", new BigDecimal("1.5"), Instant.EPOCH, List.of(1, 2), Map.of("a", 1),
                new ArrayList<>(List.of("x")), new HashSet<>(List.of(1, 2, 3)), new ConcurrentHashMap<>(Map.of(1, 2)),
                new EnumMap<>(Map.of(TimeUnit.DAYS, 1)), URI.create("a:b"), TimeZone.getTimeZone("Europe/Berlin"),
                new Point(1, List.of("p")), int.class, String[].class);
    }

    @ParameterizedTest
    @MethodSource("ordinaryValues")
    void ordinaryValuesTravel(Object value) throws Exception {
        assertThat(copy(value)).isEqualTo(value);
    }

    @Test
    void lambdasTravelWithWhatTheyCapture() throws Exception {
        int offset = 5;
        RemoteFunction<Integer, Integer> function = n -> n + offset;

        @SuppressWarnings("unchecked")
        var copied = (RemoteFunction<Integer, Integer>) copy(function);

        assertThat(copied.apply(1)).isEqualTo(6);
    }

    @Test
    void exceptionsKnownFromAttacksAreRefused() {
        assertThatThrownBy(() -> copy(new BadAttributeValueExpException("x")))
                .isInstanceOf(NotTransferableException.class).hasMessageContaining("BadAttributeValueExpException");
    }

    @Test
    void collectionsWithLargeTablesTravel() throws Exception {
        HashSet<Integer> set = new HashSet<>(16, 0.1f);
        for (int i = 0; i < 10_000; i++) {
            set.add(i);
        }

        assertThat(copy(set)).isEqualTo(set);
    }

    @Test
    void dynamicProxiesAreRefused() {
        Object proxy = Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {Comparable.class},
                (InvocationHandler & Serializable) (self, method, arguments) -> null);

        assertThatThrownBy(() -> copy(proxy)).isInstanceOf(NotTransferableException.class)
                .hasMessageContaining("not accepted");
    }

    @Test
    void anArrayThatClaimsToBeLargerThanItsStreamIsRefusedBeforeItIsAllocated() throws Exception {
        byte[] bytes = marshal.write("it", new long[] {1, 2});
        int lengthOffset = bytes.length - 2 * Long.BYTES - Integer.BYTES;
        assertThat(ByteBuffer.wrap(bytes).getInt(lengthOffset)).isEqualTo(2);
        ByteBuffer.wrap(bytes).putInt(lengthOffset, Integer.MAX_VALUE - 8);

        assertThatThrownBy(() -> marshal.read("it", bytes, getClass().getClassLoader()))
                .isInstanceOf(NotTransferableException.class).hasMessageContaining("an array of 2147483639 elements");
    }

    @Test
    void anObjectGraphNestedTooDeeplyIsRefused() throws Exception {
        Object nested = "core";
        for (int i = 0; i < 1_100; i++) {
            nested = new Object[] {nested};
        }
        Object value = nested;

        assertThatThrownBy(() -> copy(value)).isInstanceOf(NotTransferableException.class)
                .hasMessageContaining("nested deeper than 1000");
    }

    @Test
    void aPatternWidensAndNarrows() throws Exception {
        Marshal narrow = new Marshal(MAXIMUM, "!java.math.BigDecimal");
        byte[] bytes = marshal.write("it", BigDecimal.ONE);

        assertThatThrownBy(() -> narrow.read("it", bytes, getClass().getClassLoader()))
                .isInstanceOf(NotTransferableException.class).hasMessageContaining("java.math.BigDecimal");
    }

    @Test
    void garbageIsNotTransferable() {
        assertThatThrownBy(() -> marshal.read("it", new byte[] {1, 2, 3}, getClass().getClassLoader()))
                .isInstanceOf(NotTransferableException.class).hasMessageContaining("cannot be rebuilt");
    }

    @Test
    void aValueBeyondTheMaximumIsNotTransferable() {
        assertThatThrownBy(() -> marshal.write("the result", new byte[MAXIMUM]))
                .isInstanceOf(NotTransferableException.class).hasMessageContaining("the result")
                .hasMessageContaining("longer than the maximum of " + MAXIMUM);
    }

    @Test
    void aMalformedPatternIsRefused() {
        assertThatThrownBy(() -> new Marshal(MAXIMUM, "maxdepth=x")).isInstanceOf(IllegalArgumentException.class);
    }
}
