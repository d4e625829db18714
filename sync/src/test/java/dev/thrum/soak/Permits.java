// SPDX-License-Identifier: Apache-2.0
package dev.thrum.soak;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thrum.sync.CountingSemaphore;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/// Never are more permits out than there are, and at the end all are back.
class Permits implements Subject {

    private final CountingSemaphore semaphore;
    private final int permits;
    private final AtomicInteger out = new AtomicInteger();
    private final LongAdder acquired = new LongAdder();

    /// @param semaphore with all its permits
    Permits(CountingSemaphore semaphore) {
        this.semaphore = semaphore;
        permits = semaphore.availablePermits();
    }

    @Override
    public void step(Random random) throws InterruptedException {
        int n = 1 + random.nextInt(permits);
        switch (random.nextInt(4)) {
            case 0 -> {
                if (!semaphore.tryAcquire(n)) {
                    return;
                }
            }
            case 1 -> {
                if (!semaphore.tryAcquire(n, Pauses.any(random))) {
                    return;
                }
            }
            default -> semaphore.acquire(n);
        }
        use(random, n);
    }

    @Override
    public void patientStep(Random random) throws InterruptedException {
        int n = 1 + random.nextInt(permits);
        semaphore.acquire(n);
        use(random, n);
    }

    private void use(Random random, int n) {
        try {
            if (out.addAndGet(n) > permits) {
                throw new AssertionError("More permits are out than there are: " + out + " of " + permits);
            }
            acquired.add(n);
            Pauses.dawdle(random);
        } finally {
            out.addAndGet(-n);
            release(n);
        }
    }

    /// Overridden by a canary.
    void release(int n) {
        semaphore.release(n);
    }

    @Override
    public void check() {
        assertThat(semaphore.availablePermits()).isEqualTo(permits);
        assertThat(semaphore.statistics()).endsWith(" free, 0 waiting");
        assertThat(out).hasValue(0);
    }

    @Override
    public String toString() {
        return semaphore + ": " + acquired + " permits acquired, " + out + " still out";
    }
}
