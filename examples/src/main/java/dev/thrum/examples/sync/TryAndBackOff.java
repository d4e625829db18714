// SPDX-License-Identifier: Apache-2.0
package dev.thrum.examples.sync;

import dev.thrum.core.Strand;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/// The second way out of [OppositeOrder]: never wait while holding something.
///
/// The second lock is only tried. If somebody has it, the first is given back, and everything begins again after a
/// moment. The length of the moment is random: two threads that always do the same at the same time would get in each
/// other's way for ever, like two people in a corridor (a *livelock*).
///
/// It needs no order, but a thread may try for long, and whatever was done under the first lock has to be undone.
///
/// Try: no pause at all, and count how often it is tried.
final class TryAndBackOff {

    // @start region="try-and-back-off"
    private static void transfer(Account from, Account to, int amount) throws InterruptedException {
        while (!tryTransfer(from, to, amount)) {
            Strand.sleep(Duration.ofNanos(ThreadLocalRandom.current().nextInt(100_000)));
        }
    }

    private static boolean tryTransfer(Account from, Account to, int amount) throws InterruptedException {
        from.lock.lock();
        try {
            if (!to.lock.tryLock()) {
                return false;
            }
            try {
                from.pay(to, amount);
                return true;
            } finally {
                to.lock.unlock();
            }
        } finally {
            from.lock.unlock();
        }
    }
    // @end region="try-and-back-off"

    void main() throws Exception {
        Account.run(TryAndBackOff::transfer);
    }
}
