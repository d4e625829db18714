// SPDX-License-Identifier: Apache-2.0
package dev.thrum.soak;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thrum.core.Strand;
import dev.thrum.coroutines.EventLoop;
import dev.thrum.sync.Mutex;
import java.util.Random;

/// A mutex keeps a counter together across a wait, between tasks and threads outside of the loop.
final class Locking implements Deed {

    private final Mutex mutex = Mutex.named("soaked mutex");
    private long inside;
    private long counter;
    private long counted;

    @Override
    public void run(Random random) throws Exception {
        if (random.nextInt(16) == 0) {
            EventLoop.toThread(() -> count(random));
        } else {
            count(random);
        }
    }

    private boolean count(Random random) throws InterruptedException {
        boolean isMine = mutex.tryLock(Pauses.brief(random));
        if (isMine) {
            try {
                assertThat(++inside).isOne();
                long before = counter;
                if (random.nextBoolean()) {
                    Strand.yieldNow();
                }
                counter = before + 1;
                counted++;
            } finally {
                inside--;
                mutex.unlock();
            }
        }
        return isMine;
    }

    @Override
    public void check() {
        assertThat(counter).isEqualTo(counted);
        assertThat(mutex.statistics()).isEqualTo("free, 0 waiting");
    }

    @Override
    public String toString() {
        return "mutex: counted %,d".formatted(counter);
    }
}
