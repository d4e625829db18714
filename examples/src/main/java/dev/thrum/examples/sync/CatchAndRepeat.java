// SPDX-License-Identifier: Apache-2.0
package dev.thrum.examples.sync;

import dev.thrum.core.DeadlockException;
import dev.thrum.sync.Barrier;
import java.util.concurrent.BrokenBarrierException;

/// The third way out of [OppositeOrder]: let it happen, and have the victim begin again.
///
/// That is what databases do. The thread that would have closed the circle gets a [DeadlockException], gives back what
/// it holds, and repeats the whole transfer; the other, for which it has made way, has its turn meanwhile. No order is
/// needed and nobody tries in vain, but what the victim has done before it asked for the second lock must not show.
///
/// A barrier makes sure that the very first transfers collide, so that there is something to see.
///
/// Try: count the deadlocks. Then more threads and more accounts.
final class CatchAndRepeat {

    private final Barrier firstCollision = new Barrier(2);
    private volatile boolean collided;
    private volatile boolean wasRepeated;

    // @start region="catch-and-repeat"
    private void transfer(Account from, Account to, int amount) throws InterruptedException {
        while (true) {
            from.lock.lock();
            try {
                meetOnce();
                to.lock.lock();
                try {
                    from.pay(to, amount);
                    return;
                } finally {
                    to.lock.unlock();
                }
            } catch (DeadlockException e) {
                wasRepeated = true; // and once more, when what is held has been given back
            } finally {
                from.lock.unlock();
            }
        }
    }
    // @end region="catch-and-repeat"

    private void meetOnce() throws InterruptedException {
        if (!collided) {
            try {
                firstCollision.await();
                collided = true;
            } catch (BrokenBarrierException e) {
                throw new AssertionError(e);
            }
        }
    }

    void main() throws Exception {
        Account.run(this::transfer);
        IO.println(wasRepeated ? "There were deadlocks, and nothing is lost" : "There was no deadlock");
    }
}
