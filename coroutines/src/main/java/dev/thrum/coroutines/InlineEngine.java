// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

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

    // The consumer that carries the body, and what it has to carry next. Whoever has something to carry puts it into
    // `next` and then looks for a driver; a driver that leaves says so and then looks into `next`. So it is either carried
    // by the driver or given to the JDK's carriers, once.
    private volatile @Nullable Thread driver;
    private final AtomicReference<@Nullable Runnable> next = new AtomicReference<>();

    /// Whether the driver sleeps, or is about to: set before its last look at `next` and the turn.
    private volatile boolean isDriverAsleep;

    private final InlineSupport.InterruptWatch interruptWatch = new InlineSupport.InterruptWatch(this::interruptBody);

    InlineEngine(BodyRun<?, ?> root) {
        super(root);
    }

    @Override
    Thread newThread(Runnable work) {
        return InlineSupport.newVirtualThread(this::carryNext, root.name, work);
    }

    private void interruptBody() {
        interruptedWhile(Side.FIRST);
    }

    // -------------------------------------------------------------------------------------------- the consumer's side

    @Override
    void letRun(Thread body, boolean isNew) {
        Thread caller = Thread.currentThread();
        boolean drives = !caller.isVirtual();
        if (drives) {
            driver = caller;
        }
        try {
            if (isNew) {
                body.start();
            }
            passOn(body);
            if (drives) {
                drive(caller);
            } else {
                await(Side.FIRST);
            }
        } finally {
            if (drives) {
                stopDriving();
            }
        }
    }

    private void drive(Thread caller) {
        interruptWatch.begin(caller);
        try {
            while (!isTurnOf(Side.FIRST)) {
                Runnable step = next.getAndSet(null);
                if (step != null) {
                    step.run();
                } else {
                    sleep();
                }
            }
        } finally {
            if (interruptWatch.end(caller)) {
                interrupted = true;
            }
        }
    }

    private void sleep() {
        isDriverAsleep = true;
        while (next.get() == null && !isTurnOf(Side.FIRST)) {
            LockSupport.park(this);
            Thread.interrupted(); // the watch has seen it
        }
        isDriverAsleep = false;
    }

    private void stopDriving() {
        driver = null;
        Runnable left = next.getAndSet(null);
        if (left != null) {
            InlineSupport.carriers().execute(left);
        }
    }

    @Override
    void letGo() {
        super.letGo();
        LockSupport.unpark(thread());
    }

    private void passOn(Thread body) {
        pass(Side.SECOND);
        LockSupport.unpark(body);
    }

    /// Called by whoever makes the body's thread ready to run: the scheduler of that thread.
    private void carryNext(Runnable step) {
        if (!next.compareAndSet(null, step)) { // two stacks at once, one of which is just coming to its end
            InlineSupport.carriers().execute(step);
        } else if (driver == null) {
            Runnable left = next.getAndSet(null);
            if (left != null) {
                InlineSupport.carriers().execute(left);
            }
        } else {
            wakeDriver();
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
            LockSupport.park(this);
            Thread.interrupted(); // left over from an interrupt of the consumer that came as the body yielded
        }
    }
}
