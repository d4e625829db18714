// SPDX-License-Identifier: Apache-2.0
package dev.thrum.examples.sync;

import dev.thrum.core.DeadlockException;
import dev.thrum.sync.Mutex;
import dev.thrum.sync.ReentrantMutex;

/// The shortest deadlock: a thread waits for a lock that it holds itself.
///
/// It happens when a method that has locked calls another that locks, too. Python's `Lock` then waits for ever. A
/// [Mutex] throws, and says where the lock was taken that the thread now waits for.
///
/// There are two ways out. The better one is a method that expects the lock to be held and is called by both. The other
/// is a [ReentrantMutex], Python's `RLock`, which counts how often its owner has taken it and is free when it was
/// unlocked as often.
///
/// Try: `lock` the reentrant one twice, `unlock` it once, and let another thread lock it. What does that say, and when?
final class SelfDeadlock {

    private final Mutex mutex = Mutex.named("accounts");
    private final ReentrantMutex reentrant = ReentrantMutex.named("accounts");

    private void deposit() throws InterruptedException {
        mutex.lock();
        try {
            book();
        } finally {
            mutex.unlock();
        }
    }

    private void book() throws InterruptedException {
        mutex.lock();
        IO.println("Never printed");
    }

    void main() throws InterruptedException {
        // @start region="self-deadlock"
        try {
            deposit();
        } catch (DeadlockException e) {
            IO.println(e.getMessage());
        }
        // @end region="self-deadlock"
        // @start region="reentrant"
        IO.println("Held " + reentrant.locked(() -> reentrant.locked(reentrant::holdCount)) + " times");
        IO.println("Held " + reentrant.holdCount() + " times");
        // @end region="reentrant"
    }
}
