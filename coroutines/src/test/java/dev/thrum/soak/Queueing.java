// SPDX-License-Identifier: Apache-2.0
package dev.thrum.soak;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thrum.sync.FifoQueue;
import java.util.Random;

/// A queue between tasks, with time-outs: every item that was put is taken exactly once, or still there at the end.
class Queueing implements Deed {

    private final FifoQueue<Long> queue = FifoQueue.named("soaked queue", 16);
    private long numbers;

    // Sums of something like a random number for each item, in which a lost and a doubled one do not make up for one another.
    private long put;
    private long putSum;
    private long taken;
    private long takenSum;

    @Override
    public final void run(Random random) throws InterruptedException {
        for (int i = random.nextInt(4); i >= 0; i--) {
            if (random.nextBoolean()) {
                long item = numbers++;
                if (offer(item, random)) {
                    put++;
                    putSum += scrambled(item);
                }
            } else {
                took(queue.poll(Pauses.brief(random)));
            }
        }
    }

    /// Overridden by a canary.
    boolean offer(long item, Random random) throws InterruptedException {
        return queue.offer(item, Pauses.brief(random));
    }

    private void took(Long item) {
        if (item != null) {
            taken++;
            takenSum += scrambled(item);
        }
    }

    private static long scrambled(long item) {
        long bits = (item + 1) * 0x9E3779B97F4A7C15L;
        return (bits ^ bits >>> 29) * 0xBF58476D1CE4E5B9L;
    }

    @Override
    public final void check() {
        for (Long left = queue.poll(); left != null; left = queue.poll()) {
            took(left);
        }
        assertThat(taken).as("items taken").isEqualTo(put);
        assertThat(takenSum).as("sum of the items taken").isEqualTo(putSum);
    }

    @Override
    public final String toString() {
        return "queue: %,d put, %,d taken".formatted(put, taken);
    }
}
