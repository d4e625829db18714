// SPDX-License-Identifier: Apache-2.0
package dev.thrum.sync;

import dev.thrum.core.CancelScope;
import dev.thrum.core.DeadlineExceededException;
import dev.thrum.core.Strand;
import dev.thrum.fixture.Strands;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/// Operations that are given up at random: for storms.
final class Impatience {

    /// An operation, which may be ended early.
    interface Attempt {

        /// @param timeout how long to wait, or `null` for as long as it takes
        /// @return whether it was done
        boolean within(Duration timeout) throws InterruptedException;
    }

    private final AtomicInteger givenUp = new AtomicInteger();

    /// How often nothing was done. A storm in which nobody gives up proves nothing.
    int givenUp() {
        return givenUp.get();
    }

    /// Tries once.
    ///
    /// @return whether it was done
    boolean attempt(Random random, Attempt attempt) {
        Duration moment = Duration.ofNanos(random.nextInt(20_000));
        boolean done = false;
        try {
            done = switch (random.nextInt(4)) {
                case 0 -> attempt.within(Duration.ZERO);
                case 1 -> attempt.within(moment);
                case 2 -> CancelScope.timeout(moment, () -> attempt.within(null));
                default -> attempt.within(null);
            };
        } catch (InterruptedException | DeadlineExceededException e) {
            // whatever ends the wait, nothing was done; counted below
        }
        if (!done) {
            givenUp.incrementAndGet();
        }
        return done;
    }

    /// Lets others run now and then: for one who holds what they want.
    static void dawdle(Random random) {
        if (random.nextInt(4) == 0) {
            giveWay();
        }
    }

    /// Lets others run, and leaves an interrupt or a cancellation for the next wait.
    static void giveWay() {
        try {
            Strand.yieldNow();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Interrupts all but the first strands at random, and waits until all have ended. The first ones are the patient:
    /// they wait as long as it takes, and nobody disturbs them. If a wake-up is lost, it is them who never end.
    static void interruptAllBut(int patient, Strands strands) throws InterruptedException {
        interrupt(strands.threads().subList(patient, strands.threads().size()));
        strands.join();
    }

    /// Interrupts threads at random until all have ended.
    static void interrupt(List<Thread> threads) {
        Random random = new Random(-99);
        Strands.whileAnyRuns(threads, () -> {
            threads.get(random.nextInt(threads.size())).interrupt();
            for (int i = random.nextInt(2_000); i > 0; i--) {
                Thread.onSpinWait();
            }
        });
    }
}
