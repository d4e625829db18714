// SPDX-License-Identifier: Apache-2.0
package dev.thrum.soak;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thrum.coroutines.Task;
import dev.thrum.sync.CountingSemaphore;
import dev.thrum.sync.FifoQueue;
import java.util.Random;
import java.util.concurrent.ExecutionException;

/// Two that wait for one another as long as it takes, without time-outs. Nobody may disturb them: a wake-up that is lost
/// shows in that they do not go on.
final class Pairing implements Deed {

    private static final int ITEMS = 20;

    private final Ledger ledger;
    private final CountingSemaphore permits = CountingSemaphore.named("soaked permits", 3);
    private long begun;
    private long ended;

    Pairing(Ledger ledger) {
        this.ledger = ledger;
    }

    @Override
    public void run(Random random) throws InterruptedException, ExecutionException {
        begun++;
        FifoQueue<Integer> there = new FifoQueue<>(1 + random.nextInt(4));
        FifoQueue<Integer> back = new FifoQueue<>(1);
        Task<Integer> echo = ledger.spawn(() -> {
            for (int i = 0; i < ITEMS; i++) {
                back.put(there.take() + 1);
            }
            return 0;
        });
        permits.acquire();
        try {
            for (int i = 0; i < ITEMS; i++) {
                there.put(i);
                assertThat(back.take()).isEqualTo(i + 1);
            }
        } finally {
            permits.release();
        }
        echo.await();
        ended++;
    }

    @Override
    public void check() {
        assertThat(ended).as("pairs that have ended").isEqualTo(begun);
        assertThat(permits.availablePermits()).isEqualTo(3);
    }

    @Override
    public String toString() {
        return "pairs: %,d".formatted(ended);
    }
}
