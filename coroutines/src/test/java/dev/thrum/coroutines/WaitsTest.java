// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thrum.core.Resource;
import dev.thrum.core.Scheduler;
import dev.thrum.core.WaitQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class WaitsTest {

    private final WaitQueue queue = new WaitQueue(new Resource() {});
    private final AtomicBoolean state = new AtomicBoolean();

    /// Comes about between one look and the next, when nobody is in the queue to be told.
    private final BooleanSupplier isSo = () -> state.getAndSet(true);

    @Test
    @DisplayName("what comes about between the look and the entry into the queue is seen")
    void secondLook() throws InterruptedException {
        Waits.until(isSo, queue);
        state.set(false);
        Waits.outsideUntil(isSo, queue);
        state.set(false);
        Waits.stubbornlyUntil(isSo, queue);
        assertThat(queue.isEmpty()).isTrue();
    }

    @Test
    @DisplayName("when the deadline has come, the last look counts")
    void deadline() throws InterruptedException {
        long now = Scheduler.current().nanoTime();
        assertThat(Waits.until(() -> false, queue, now)).isFalse();
        int[] looks = {0};
        assertThat(Waits.until(() -> ++looks[0] > 2, queue, now)).isTrue();
        assertThat(queue.isEmpty()).isTrue();
    }
}
