// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import dev.thrum.core.Scheduler;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Runs the body on a virtual thread whose carrier is the consumer's own platform thread: no other thread is woken, and no
/// processor has to wait for another.
///
/// While the body runs, the consumer's thread carries it; when it yields, or waits for something, it is unmounted. If it
/// waits, so does the consumer, until the body can go on. Where the consumer is a virtual thread itself, which cannot
/// carry another, or is gone, the JDK's carriers do it, and the two take turns as in any hand-off.
final class InlineEngine extends HandoffEngine {

    // Who carries the body, and what has to be carried next. Whoever has something to carry puts it into `next` and then
    // looks for a driver; whoever takes the driver away says so and then looks into `next`. So it is either carried by
    // the driver or given to the JDK's carriers, once.
    //
    // The last driver stays one until somebody else comes. Between its pulls the body stands at a yield; if it is woken
    // there for no reason, what has to be carried waits in `next` for the next pull.
    private volatile @Nullable Thread driver;
    private final AtomicReference<@Nullable Runnable> next = new AtomicReference<>();

    /// Likewise, but put here by the driver, for itself.
    private @Nullable Runnable ownNext;

    /// Whether the driver sleeps, or is about to: set before its last look at `next` and the turn.
    private volatile boolean isDriverAsleep;

    private final InterruptWatch watch = new InterruptWatch(() -> interruptedWhile(Side.FIRST));

    InlineEngine(BodyRun<?, ?> root) {
        super(root);
    }

    @Override
    Thread newThread(Runnable work) {
        return InlineSupport.newVirtualThread(this::carryNext, root.name, work);
    }

    // -------------------------------------------------------------------------------------------- the consumer's side

    @Override
    void letRun(Thread body, boolean isNew) {
        Thread caller = Thread.currentThread();
        if (caller.isVirtual()) {
            stopDriving();
            passOn(body, isNew);
            await(Side.FIRST);
            return;
        }
        if (driver != caller) {
            driver = caller;
        }
        watch.begin(caller);
        try {
            passOn(body, isNew);
            watch.look(caller);
            drive();
        } finally {
            if (watch.end(caller)) {
                interrupted = true;
            }
        }
    }

    private void passOn(Thread body, boolean isNew) {
        if (isNew) {
            body.start();
        }
        pass(Side.SECOND);
        LockSupport.unpark(body);
    }

    private void drive() {
        while (!isTurnOf(Side.FIRST)) {
            Runnable step = ownNext;
            if (step != null) {
                ownNext = null;
                step.run();
                continue;
            }
            step = next.getAndSet(null);
            if (step != null) {
                step.run();
            } else {
                sleep();
            }
        }
    }

    private void sleep() {
        isDriverAsleep = true;
        while (next.get() == null && !isTurnOf(Side.FIRST)) {
            LockSupport.park(this); // a platform thread
            Thread.interrupted(); // the watch has seen it
        }
        isDriverAsleep = false;
    }

    private void stopDriving() {
        driver = null;
        giveAway();
    }

    @Override
    void letGo() {
        stopDriving();
        super.letGo();
        LockSupport.unpark(thread());
    }

    /// Called by whoever makes the body's thread ready to run: the scheduler of that thread.
    private void carryNext(Runnable step) {
        if (Thread.currentThread() == driver && ownNext == null) {
            ownNext = step;
        } else if (!next.compareAndSet(null, step)) { // two stacks at once, one of which is just coming to its end
            InlineSupport.carriers().execute(step);
        } else if (driver == null) {
            giveAway();
        } else {
            wakeDriver();
        }
    }

    private void giveAway() {
        Runnable step = next.getAndSet(null);
        if (step != null) {
            InlineSupport.carriers().execute(step);
        }
    }

    private void wakeDriver() {
        if (isDriverAsleep) {
            LockSupport.unpark(driver);
        }
    }

    // ------------------------------------------------------------------------------------------------ the body's side

    @Override
    void passBack() {
        pass(Side.FIRST);
        wakeDriver();
    }

    /// Never spins: it would keep its own consumer from running.
    @Override
    void awaitTurn() {
        while (!isTurnOf(Side.SECOND)) {
            park();
            Thread.interrupted(); // left over from an interrupt of the consumer that came as the body yielded
        }
    }

    /// A body that stands too deep to be unmounted lies on its consumer's own stack, or, if the JDK's carriers carry it,
    /// perhaps on the last of them. So it cannot yield.
    private void park() {
        boolean isOnConsumer = driver != null;
        try {
            if (isOnConsumer) {
                LockSupport.park(this);
            } else {
                Scheduler.threads().park(this, Scheduler.NEVER);
            }
        } catch (StackOverflowError tooDeep) {
            if (isOnConsumer) {
                pass(Side.SECOND); // the consumer cannot have looked
                throw tooDeep;
            }
            if (takeBack()) {
                throw tooDeep;
            }
        }
    }
}
