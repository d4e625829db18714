// SPDX-License-Identifier: Apache-2.0
package dev.thrum.examples.eventloop;

import dev.thrum.core.DeadlockException;
import dev.thrum.core.VirtualClock;
import dev.thrum.coroutines.EventLoop;
import dev.thrum.coroutines.Task;
import dev.thrum.sync.FifoQueue;

/// A program that waits for ever, found by a test in no time: a virtual clock has nothing left to jump to.
///
/// A queue belongs to nobody, so nobody can be named who should have put something into it. But where *all* tasks wait
/// and no deadline is left, it is certain that nobody will. In real time this program would just stand there, as
/// something from outside might still come.
///
/// Try: a time-out around `take`. What is thrown then, and by whom?
final class Stuck {

    void main() throws Exception {
        // @start region="stuck"
        FifoQueue<String> orders = FifoQueue.named("orders", 10);
        try {
            EventLoop.builder().clock(new VirtualClock()).run(() -> {
                Task<String> cook = EventLoop.spawn("cook", () -> orders.take());
                return cook.await();
            });
        } catch (DeadlockException e) {
            IO.println(e.getMessage());
        }
        // @end region="stuck"
    }
}
