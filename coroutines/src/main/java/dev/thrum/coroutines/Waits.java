// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import dev.thrum.core.Scheduler;
import dev.thrum.core.WaitQueue;
import dev.thrum.core.Waiter;
import java.util.function.BooleanSupplier;

/// Waits until something is so, and stays so. Whoever brings it about grants or tells *all* waiters of the queue
/// afterwards; who waits joins the queue first and looks once more afterwards. So one of the two sees the other.
final class Waits {

    private Waits() {}

    /// Waits as long as it takes; cancellations and interrupts end the wait.
    static void until(BooleanSupplier isSo, WaitQueue queue) throws InterruptedException {
        until(isSo, queue, Scheduler.NEVER);
    }

    /// As [#until(BooleanSupplier, WaitQueue)], up to a deadline.
    ///
    /// @return whether it is so, false only if the deadline has come
    static boolean until(BooleanSupplier isSo, WaitQueue queue, long deadline) throws InterruptedException {
        while (!isSo.getAsBoolean()) {
            Waiter waiter = queue.enqueue();
            if (isSo.getAsBoolean()) {
                queue.withdraw(waiter);
            } else if (!queue.await(waiter, deadline)) {
                return isSo.getAsBoolean();
            }
        }
        return true;
    }

    /// As [#until(BooleanSupplier, WaitQueue)], but outside of the loop, if the caller is in one: on a virtual clock
    /// no time passes for other processes.
    static void outsideUntil(BooleanSupplier isSo, WaitQueue queue) throws InterruptedException {
        if (!isSo.getAsBoolean()) {
            EventLoop.blocking(() -> until(isSo, queue));
        }
    }

    /// Waits as long as it takes, whatever interrupts or cancels.
    static void stubbornlyUntil(BooleanSupplier isSo, WaitQueue queue) {
        while (!isSo.getAsBoolean()) {
            Waiter waiter = queue.enqueue();
            if (isSo.getAsBoolean()) {
                queue.withdraw(waiter);
            } else {
                queue.awaitUninterruptibly(waiter);
            }
        }
    }
}
