// SPDX-License-Identifier: Apache-2.0
package dev.thrum.examples.sync;

import dev.thrum.sync.AbandonedException;
import dev.thrum.sync.Mutex;

/// A thread that ends without giving its lock back.
///
/// Whoever waits for the lock would wait for ever: in Python, and with the locks of the JDK. Here those who wait, and
/// whoever comes later, are told, and by whom it was left and where it was taken. The lock is not simply handed on, for
/// what it guards may be half done. Whoever knows how to mend that takes it over with `reclaim`.
///
/// Try: the same with a task of an event loop. Then find the `finally` that is missing.
final class AbandonedLock {

    private final Mutex till = Mutex.named("till");
    private int coins = 10;

    private void careless() throws InterruptedException {
        till.lock();
        coins -= 3;
        if (coins < 8) {
            return; // the coins are gone, the goods are not handed out, and the lock is kept
        }
        till.unlock();
    }

    void main() throws Exception {
        Crew crew = new Crew();
        crew.start("Bob", this::careless);
        crew.join();
        // @start region="abandoned"
        try {
            till.lock();
        } catch (AbandonedException e) {
            IO.println(e.getMessage());
            if (till.reclaim()) {
                coins = 10;
                till.unlock();
            }
        }
        // @end region="abandoned"
        IO.println("The till is " + (till.isLocked() ? "locked" : "free") + " and has " + coins + " coins");
    }
}
