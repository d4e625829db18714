// SPDX-License-Identifier: Apache-2.0
package dev.thrum.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thrum.core.Strand;
import dev.thrum.core.VirtualClock;
import dev.thrum.coroutines.EventLoop;
import dev.thrum.coroutines.Task;
import dev.thrum.coroutines.Tasks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What users write.
@InEventLoop
class InEventLoopTest {

    private final List<String> trace = new ArrayList<>();
    private EventLoop loopOfBeforeEach;
    private Task<String> early;

    private static Callable<String> cook(String dish, int minutes) {
        return () -> {
            Strand.sleep(Duration.ofMinutes(minutes));
            return dish;
        };
    }

    @BeforeEach
    void outsideOfTheLoop(EventLoop loop, VirtualClock clock) {
        loopOfBeforeEach = loop;
        assertThat(clock.elapsed()).isZero();
        early = loop.submit("early", cook("early", 1));
    }

    @AfterEach
    void afterwards(VirtualClock clock) {
        trace.add("after " + clock.elapsed());
    }

    @DisplayName("26: a test is the main task of a loop, and hours pass at once")
    @Test
    void isTheMainTask(VirtualClock clock) throws Exception {
        Task<String> soup = EventLoop.spawn(cook("soup", 17));
        Task<String> pie = EventLoop.spawn(cook("pie", 15));
        assertThat(Tasks.gather(List.of(soup, pie, early))).containsExactly("soup", "pie", "early");
        assertThat(clock.elapsed()).isEqualTo(Duration.ofMinutes(17));
        assertThat(EventLoop.currentTask().name()).contains("main");
    }

    @DisplayName("26: the loop and the clock are parameters, the same ones before, in and after the test")
    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void parameters(int number, EventLoop loop, VirtualClock clock) throws Exception {
        assertThat(EventLoop.current()).isSameAs(loop).isSameAs(loopOfBeforeEach);
        assertThat(clock.elapsed()).isZero();
        assertThat(early.await()).isEqualTo("early");
        assertThat(clock.elapsed()).isEqualTo(Duration.ofMinutes(1));
        assertThat(trace).isEmpty();
        assertThat(number).isPositive();
    }

    @DisplayName("26: nested classes inherit it")
    @Nested
    class Inside {
        @Test
        void isInTheLoop(EventLoop loop) throws Exception {
            assertThat(EventLoop.current()).isSameAs(loop);
            early.await();
        }
    }

    @DisplayName("26: all orders of three tasks turn up")
    @RepeatedTest(2)
    @InEventLoop(order = InEventLoop.Order.SEEDED)
    void orders() throws Exception {
        List<String> orders = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            List<Integer> order = new ArrayList<>();
            Tasks.gather(List.of(EventLoop.spawn(() -> order.add(1)), EventLoop.spawn(() -> order.add(2)),
                    EventLoop.spawn(() -> order.add(3))));
            orders.add(order.toString());
        }
        assertThat(orders.stream().distinct()).hasSize(6);
        early.await();
    }
}
