// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thrum.core.Strand;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Very many tasks that sleep at the same time, and what they keep of the heap meanwhile. The suite `loop-sleepers` of
/// the benchmarks does it with a million, in real time.
@Timeout(120)
class SleepersTest extends LoopTestBase {

    private static final int SLEEPERS = 100_000;

    /// Twice what the documentation of [EventLoop] states: until code is compiled, its frames are larger.
    private static final int BYTES_EACH = 3_000;

    private static final int COLLECTIONS = 2;

    private int begun;
    private int ended;
    private long bytesEach;

    @Test
    @DisplayName("32: very many sleeping tasks start, sleep and end in one loop, with a heap that the docs state")
    void veryManySleep() throws Exception {
        int sum = run(() -> {
            long before = bytesInUse();
            List<Task<Integer>> sleepers = new ArrayList<>(SLEEPERS);
            for (int i = 0; i < SLEEPERS; i++) {
                sleepers.add(EventLoop.spawn("sleeper", this::sleep));
            }
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
        assertThat(clock.elapsed()).isEqualTo(Duration.ofDays(1));
        assertThat(bytesEach).isPositive().isLessThan(BYTES_EACH);
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
