// SPDX-License-Identifier: Apache-2.0
package dev.thrum.examples.sync;

import dev.thrum.sync.Condition;
import dev.thrum.sync.ReentrantMutex;

/// A condition: two threads take turns.
///
/// Sometimes a thread needs more than a lock: it needs the lock *and* that something is the case, here that it is its
/// turn. It cannot wait for that while it holds the lock, for then nobody could change anything. A [Condition] gives
/// the lock back while it waits, and has it again when it goes on. Whoever changes what others may be waiting for tells
/// them by `signal`, with the lock held.
///
/// The predicate is given to `await`, which looks again after each signal: by the time a thread has the lock back,
/// somebody else may have changed things once more. A wait without a predicate has to be written as a loop.
///
/// Try: three players. Which `signal` has to become `signalAll`, and why?
final class PingPong {

    private final ReentrantMutex mutex = ReentrantMutex.named("table");
    private final Condition turned = mutex.newCondition("turn");

    /// Guarded by the mutex.
    private String turn = "ping";

    // @start region="condition"
    private void play(String mine, String other, int times) throws InterruptedException {
        for (int i = 1; i <= times; i++) {
            mutex.lockInterruptibly();
            try {
                turned.await(() -> turn.equals(mine));
                IO.println(mine + " " + i);
                turn = other;
                turned.signal();
            } finally {
                mutex.unlock();
            }
        }
    }
    // @end region="condition"

    void main() throws Exception {
        Crew crew = new Crew();
        crew.start("Pong", () -> play("pong", "ping", 3));
        crew.start("Ping", () -> play("ping", "pong", 3));
        crew.join();
    }
}
