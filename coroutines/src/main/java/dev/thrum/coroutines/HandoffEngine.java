// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import dev.thrum.core.CancelScope;
import dev.thrum.core.Scheduler;
import dev.thrum.core.Strand;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs the body on a virtual thread of its own, in lock step with the consumer's thread.
///
/// The body's thread runs *on behalf of* the consumer's strand: a lock or a sleep in the body is a wait of the
/// consumer, obeys the consumer's cancel scopes and lets the consumer's event loop go on. The interrupt status, too,
/// goes to and fro with control.
final class HandoffEngine extends Engine {

    // Who keeps whom alive. A virtual thread that was started is kept by the JDK until it ends (`jdk.trackAllThreads`),
    // so a suspended body is never collected by itself; it is ended by the cleaner of the public handle. The cleaner
    // keeps this engine, which keeps the thread, whose stack keeps whatever the body refers to. So neither the engine
    // nor the thread may refer to the handle; a body that refers to its own handle is kept alive by itself.
    //
    // A thread that nobody tracks (one in an executor of its own) could be collected, but then its `finally` blocks
    // would never run, and starting it takes twice as long.

    private static final Logger LOG = LoggerFactory.getLogger(Generator.class);

    private final Thread thread;

    // Written by the side that passes control, read by the one that gets it. Seldom change.
    private @Nullable Strand consumer;
    private boolean abandoned;

    // Touched by the body only: for whom its thread runs, and the scope in which it was resumed.
    private @Nullable Strand carried;
    private @Nullable CancelScope scopeOutside;

    HandoffEngine(BodyRun<?, ?> root) {
        super(root);
        thread = Thread.ofVirtual().name(root.name).unstarted(this::live);
    }

    // -------------------------------------------------------------------------------------------- the consumer's side

    @Override
    void transfer() {
        Thread caller = Thread.currentThread();
        Strand strand = Strand.current();
        if (consumer == null) {
            thread.start(); // if that fails, nobody waits yet
        }
        if (consumer != strand) {
            consumer = strand;
        }
        interrupted = caller.isInterrupted();
        strand.carriedBy(thread);
        pass(Side.SECOND);
        await(Side.FIRST, thread);
        strand.carriedBy(caller);
        if (interrupted) {
            caller.interrupt();
        }
    }

    @Override
    void letGo() {
        abandoned = true;
        interrupted = false;
        pass(Side.SECOND);
    }

    /// The body's frames stand above the engine's in the trace; what stands below is replaced by the frames of the
    /// consumer. The trace then reads as if the consumer had called the body, which is what it has done, and nested
    /// generators add up.
    @Override
    Throwable withPullSite(Throwable failure) {
        StackTraceElement[] above = failure.getStackTrace();
        int end = above.length - 1;
        while (end >= 0 && !isEngine(above[end])) {
            end--;
        }
        if (end >= 0) {
            StackTraceElement[] below = new Throwable().getStackTrace();
            StackTraceElement[] spliced = new StackTraceElement[end + below.length - 1]; // without this method
            System.arraycopy(above, 0, spliced, 0, end);
            System.arraycopy(below, 1, spliced, end, below.length - 1);
            failure.setStackTrace(spliced);
        }
        return failure;
    }

    private static boolean isEngine(StackTraceElement frame) {
        return frame.getClassName().equals(HandoffEngine.class.getName()) && frame.getMethodName().equals("live");
    }

    // ------------------------------------------------------------------------------------------------ the body's side

    private void live() {
        await(Side.SECOND, null);
        adopt();
        runRoot();
        if (abandoned) {
            report();
        } else {
            interrupted = Thread.interrupted();
            pass(Side.FIRST);
        }
    }

    @Override
    void suspend() {
        if (abandoned) {
            stayForGood();
        }
        interrupted = Thread.interrupted();
        pass(Side.FIRST);
        await(Side.SECOND, null);
        adopt();
    }

    /// Runs for the strand that has just passed control, in its scope and with its interrupt status; or, if there is
    /// none any more, for itself.
    private void adopt() {
        Strand strand = abandoned ? new OwnStrand(thread) : consumer;
        if (strand != null && strand != carried) {
            carried = strand;
            strand.carryFor();
        }
        CancelScope scope = CancelScope.current();
        if (scope != scopeOutside) {
            scopeOutside = scope;
        }
        Thread.interrupted(); // may be left over from an interrupt of the consumer that came as the body yielded
        if (interrupted) {
            thread.interrupt();
        }
    }

    @Override
    Thread thread() {
        return thread;
    }

    @Override
    @Nullable CancelScope scopeOutside() {
        return scopeOutside;
    }

    private void report() {
        Object result = unload();
        Throwable failure = signal == THREW && result instanceof Throwable ending ? ExitSignal.failureIn(ending) : null;
        if (failure != null) {
            LOG.warn("{} was abandoned, and its clean-up failed", root.name, failure);
        }
    }

    private void stayForGood() {
        LOG.warn("{} was abandoned, and its body yielded when it was told to exit; it stays suspended for good", root.name);
        while (true) {
            LockSupport.park(this);
            Thread.interrupted(); // with the status set, parking would return at once
        }
    }

    /// What the thread of an abandoned body waits as.
    private static final class OwnStrand extends Strand {
        private OwnStrand(Thread thread) {
            super(Scheduler.threads(), thread);
        }
    }
}
