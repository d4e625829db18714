// SPDX-License-Identifier: Apache-2.0
package dev.thrum.soak;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thrum.core.Strand;
import dev.thrum.coroutines.Callback;
import dev.thrum.coroutines.EventLoop;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

/// Callbacks, soon and later, from inside the loop and from other threads, some of them cancelled: each is called or was
/// cancelled in time.
class Calling implements Deed {

    private final AtomicLong asked = new AtomicLong();
    private final AtomicLong cancelled = new AtomicLong();
    private long called;
    private long finished;

    @Override
    public final void run(Random random) throws Exception {
        EventLoop loop = EventLoop.current();
        if (random.nextInt(16) == 0) {
            EventLoop.toThread(() -> ask(loop, random));
        } else {
            ask(loop, random);
        }
    }

    private boolean ask(EventLoop loop, Random random) {
        asked.incrementAndGet();
        Callback callback = random.nextBoolean() ? loop.callSoonThreadSafe(() -> called(random))
                : loop.callLaterThreadSafe(delay(loop, random), () -> called(random));
        boolean isCancelled = random.nextBoolean() && callback.cancel();
        if (isCancelled) {
            cancelled.incrementAndGet();
        }
        return isCancelled;
    }

    /// Overridden by canaries. Any thread may call it.
    Duration delay(EventLoop loop, Random random) {
        return Pauses.any(random);
    }

    private void called(Random random) throws InterruptedException {
        called++;
        if (random.nextInt(4) == 0) {
            Strand.sleep(Pauses.brief(random));
        }
        finished++;
    }

    @Override
    public boolean isAtRest() {
        return finished + cancelled.get() == asked.get();
    }

    @Override
    public final void check() {
        assertThat(called + cancelled.get()).as("callbacks called or cancelled").isEqualTo(asked.get());
    }

    @Override
    public final String toString() {
        return "callbacks: %,d called, %,d cancelled".formatted(called, cancelled.get());
    }
}
