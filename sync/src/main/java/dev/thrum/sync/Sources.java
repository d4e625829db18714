// SPDX-License-Identifier: Apache-2.0
package dev.thrum.sync;

import dev.thrum.core.Resource;
import dev.thrum.core.WaitQueue;
import org.jspecify.annotations.Nullable;

/// How a [Select] waits for locks, permits and events: each primitive's own way of waiting, cut in pieces.
final class Sources {

    private Sources() {}

    /// @param lock to be held
    record OfLock(OwnedLock lock) implements WaitClause.Source<Object> {

        @Override
        public Resource resource() {
            return lock;
        }

        @Override
        public WaitQueue waiters() {
            return lock.waiters();
        }

        @Override
        public @Nullable Object attempt() {
            if (lock.tryLock()) {
                return Clause.DONE;
            }
            lock.refuseIfAbandoned();
            return null;
        }

        @Override
        public boolean isWorthTrying() {
            return lock.isWorthTrying();
        }

        @Override
        public @Nullable Object attemptAsGranted() {
            return lock.takeAsGranted() ? Clause.DONE : null;
        }
    }

    /// @param semaphore that has the permit
    record OfPermit(CountingSemaphore semaphore) implements WaitClause.Source<Object> {

        @Override
        public Resource resource() {
            return semaphore;
        }

        @Override
        public WaitQueue waiters() {
            return semaphore.waiters();
        }

        @Override
        public @Nullable Object attempt() {
            return semaphore.tryAcquire() ? Clause.DONE : null;
        }

        @Override
        public boolean isWorthTrying() {
            return semaphore.isWorthTrying();
        }

        @Override
        public @Nullable Object attemptAsGranted() {
            return semaphore.takeInTurnAndLeave() ? Clause.DONE : null;
        }
    }

    /// To be set for a moment is enough: who has seen it, or was granted, has what it waited for.
    ///
    /// @param event to be set
    record OfEvent(Event event) implements WaitClause.Source<Object> {

        @Override
        public Resource resource() {
            return event;
        }

        @Override
        public WaitQueue waiters() {
            return event.waiters();
        }

        @Override
        public @Nullable Object attempt() {
            return event.isSet() ? Clause.DONE : null;
        }

        @Override
        public boolean isWorthTrying() {
            return event.isSet();
        }

        @Override
        public Object attemptAfterLook() {
            return Clause.DONE;
        }

        @Override
        public Object attemptAsGranted() {
            return Clause.DONE;
        }
    }

    /// One side of a work queue.
    ///
    /// @param store the queue's
    /// @param line those at this side
    /// @param operation puts or takes
    /// @param <T> what is gotten
    record OfWork<T>(WorkStore<?> store, WorkLine line, WorkLine.Attempt<T> operation)
            implements WaitClause.Source<T> {

        @Override
        public Resource resource() {
            return line;
        }

        @Override
        public WaitQueue waiters() {
            return line.waiters;
        }

        @Override
        public void giveWayIfDue() {
            store.giveWayIfDue();
        }

        @Override
        public void join() {
            line.join();
        }

        @Override
        public void leave() {
            line.leave();
        }

        @Override
        public @Nullable T attempt() {
            return operation.make();
        }

        @Override
        public boolean isWorthTrying() {
            return line.isWorthTrying();
        }

        @Override
        public @Nullable T attemptAsGranted() {
            try {
                return operation.make();
            } finally {
                line.passOn();
            }
        }
    }
}
