// SPDX-License-Identifier: Apache-2.0
package dev.thrum.soak;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thrum.core.CancelScope;
import dev.thrum.core.DeadlineExceededException;
import dev.thrum.coroutines.EventLoop;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/// Blocks outside of the loop, on the task's thread or another one, until interrupted by a cancellation or a time-out:
/// each body that has begun has ended when its task goes on.
final class GoingOutside implements Deed {

    private final Semaphore never = new Semaphore(0);
    private final AtomicLong begun = new AtomicLong();
    private final AtomicLong ended = new AtomicLong();
    private long came;

    @Override
    public void run(Random random) throws Exception {
        try {
            switch (random.nextInt(4)) {
                case 0 -> EventLoop.blocking(() -> block(random));
                case 1 -> EventLoop.toThread(() -> block(random));
                case 2 -> CancelScope.timeout(Pauses.brief(random), () -> EventLoop.toThread(() -> block(random)));
                default -> assertThat(EventLoop.await(CompletableFuture.supplyAsync(() -> 42))).isEqualTo(42);
            }
            came++;
        } catch (DeadlineExceededException e) {
            came++;
        }
    }

    private boolean block(Random random) throws InterruptedException {
        begun.incrementAndGet();
        try {
            return never.tryAcquire(random.nextInt(1_000), TimeUnit.MICROSECONDS);
        } finally {
            ended.incrementAndGet();
        }
    }

    @Override
    public void check() {
        assertThat(ended.get()).as("bodies outside that have ended").isEqualTo(begun.get());
    }

    @Override
    public String toString() {
        return "outside: %,d bodies, %,d came back with a result or a time-out".formatted(ended.get(), came);
    }
}
