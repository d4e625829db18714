// SPDX-License-Identifier: Apache-2.0
package dev.thrum.examples.sync;

import dev.thrum.core.DeadlockException;
import dev.thrum.sync.Barrier;
import dev.thrum.sync.Mutex;

/// A deadlock: Ada holds one lock and waits for the other, Bob holds the other and waits for the one.
///
/// In the course's program both wait for ever. Here the thread that closes the circle does not begin to wait: it gets a
/// [DeadlockException] that names everyone in the circle, what they hold and where they took it, what they want and
/// where they stand. As it unwinds it frees its lock, and the other goes on.
///
/// The barrier sees to it that each has its first lock before either asks for its second. Without it the program
/// mostly goes well, and one day it does not.
///
/// Which of the two is the victim is a matter of chance. Three ways to do without a victim: [OneOrder],
/// [TryAndBackOff], [CatchAndRepeat].
///
/// Try: `lock` with a time-out, `tryLock(Duration.ofSeconds(1))`. Then the circle ends by itself, so nobody is thrown
/// out; but it is logged. Then `java.util.concurrent.locks.ReentrantLock`: who tells you then?
final class OppositeOrder {

    private final Mutex aLock = Mutex.named("a_lock");
    private final Mutex bLock = Mutex.named("b_lock");
    private final Barrier bothHaveOne = new Barrier(2);

    // @start region="opposite-order"
    private void takeBoth(Mutex first, Mutex second) throws Exception {
        first.lock();
        try {
            bothHaveOne.await();
            second.lock();
            try {
                IO.println(Thread.currentThread().getName() + " has both");
            } finally {
                second.unlock();
            }
        } catch (DeadlockException e) {
            IO.println(e.getMessage());
        } finally {
            first.unlock();
        }
    }
    // @end region="opposite-order"

    void main() throws Exception {
        Crew crew = new Crew();
        crew.start("Ada", () -> takeBoth(aLock, bLock));
        crew.start("Bob", () -> takeBoth(bLock, aLock));
        crew.join();
    }
}
