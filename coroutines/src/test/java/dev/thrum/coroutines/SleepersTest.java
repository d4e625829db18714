// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thrum.core.Strand;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Very many tasks that sleep at the same time, and what they keep of the heap meanwhile. The suite `loop-sleepers` of
/// the benchmarks does it with a million, in real time.
@Timeout(120)
class SleepersTest extends LoopTestBase {

    private static final int SLEEPERS = 100_000;

    /// So many before anything is counted: until code is compiled, its frames are larger.
    private static final int WARM_UP = 20_000;

    /// Three times what the documentation of [EventLoop] states, as some code may still not be compiled.
    private static final int BYTES_EACH = 4_500;

    private static final int COLLECTIONS = 2;

    private int begun;
    private int ended;
    private long bytesEach;

    @Test
    @DisplayName("32: very many sleeping tasks start, sleep and end in one loop, with a heap that the docs state")
    void veryManySleep() throws Exception {
        int sum = run(() -> {
            for (Task<Integer> sleeper : begin(WARM_UP)) {
                sleeper.await();
            }
            begun = 0;
            ended = 0;
            long before = bytesInUse();
            List<Task<Integer>> sleepers = begin(SLEEPERS);
            Strand.sleep(Duration.ofSeconds(1));
            assertThat(begun).isEqualTo(SLEEPERS);
            assertThat(ended).isZero();
            bytesEach = (bytesInUse() - before) / SLEEPERS;
            int all = 0;
            for (Task<Integer> sleeper : sleepers) {
                all += sleeper.await();
            }
            return all;
        });
        assertThat(sum).isEqualTo(SLEEPERS);
        assertThat(ended).isEqualTo(SLEEPERS);
        assertThat(clock.elapsed()).as("the warm-up, and the sleepers").isEqualTo(Duration.ofDays(2));
        assertThat(bytesEach).isPositive().isLessThan(BYTES_EACH);
    }

    private List<Task<Integer>> begin(int sleepers) {
        return Stream.generate(() -> EventLoop.spawn("sleeper", this::sleep)).limit(sleepers).toList();
    }

    private int sleep() throws InterruptedException {
        begun++;
        Strand.sleep(Duration.ofDays(1));
        ended++;
        return 1;
    }

    private static long bytesInUse() {
        for (int i = 0; i < COLLECTIONS; i++) {
            System.gc();
        }
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
