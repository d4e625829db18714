// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import dev.thrum.core.CancelScope;
import dev.thrum.core.Handoff;
import dev.thrum.core.Scheduler;
import dev.thrum.core.Strand;
import java.util.Objects;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/// Runs the body on a virtual thread of its own, in lock step with the consumer's thread.
///
/// The body's thread runs *on behalf of* the consumer's strand: a lock or a sleep in the body is a wait of the
/// consumer, obeys the consumer's cancel scopes and lets the consumer's event loop go on. The interrupt status, too,
/// goes to and fro with control.
sealed class HandoffEngine extends StackEngine implements Runnable permits InlineEngine {

    // Who keeps whom alive. A virtual thread that was started is kept by the JDK until it ends (`jdk.trackAllThreads`),
    // so a suspended body is never collected by itself; it is ended by the cleaner of the public handle. The cleaner
    // keeps this engine, which keeps the thread, whose stack keeps whatever the body refers to. So neither the engine
    // nor the thread may refer to the handle; a body that refers to its own handle is kept alive by itself.
    //
    // A thread that nobody tracks (one in an executor of its own) could be collected, but then its `finally` blocks
    // would never run, and starting it takes twice as long.

    /// The thread of the innermost body: the root's, or that of a stack on top of it. Changed by the body; volatile for
    /// an interrupted consumer, which looks for it without having the turn.
    private volatile @Nullable Thread thread;

    // Written by the side that passes control, read by the one that gets it. Seldom change.
    private @Nullable Strand consumer;
    private boolean abandoned;

    // Touched by the body only: for whom its thread runs, and the scope in which it was resumed.
    private @Nullable Strand carried;
    private @Nullable CancelScope scopeOutside;

    HandoffEngine(BodyRun<?, ?> root) {
        super(root);
    }

    /// Creates the thread of a stack.
    Thread newThread(Runnable work) {
        return Thread.ofVirtual().name(root.name).unstarted(work);
    }

    // -------------------------------------------------------------------------------------------- the consumer's side

    @Override
    void transfer() {
        Thread caller = Thread.currentThread();
        Strand strand = Strand.current();
        boolean isNew = thread == null;
        if (isNew) {
            thread = newThread(this);
        }
        Thread body = thread();
        if (consumer != strand) {
            consumer = strand;
        }
        interrupted = caller.isInterrupted();
        letRun(body, isNew);
        strand.carriedBy(caller);
        if (interrupted) {
            caller.interrupt();
        }
    }

    /// Passes the turn to the body and waits for it to come back.
    void letRun(Thread body, boolean isNew) {
        if (isNew) {
            body.start(); // and waits for its turn; if it cannot be started, nobody waits for it yet
        }
        pass(Side.SECOND);
        await(Side.FIRST);
    }

    @Override
    protected void interruptedWhile(Side waiting) {
        if (waiting == Side.FIRST) {
            thread().interrupt();
        }
    }

    @Override
    void letGo() {
        abandoned = true;
        interrupted = false;
        pass(Side.SECOND);
    }

    /// Nested generators add up.
    @Override
    Throwable withPullSite(Throwable failure) {
        PullSite.complete(failure, HandoffEngine.class, "run");
        return failure;
    }

    // ------------------------------------------------------------------------------------------------ the body's side

    /// Lives as the body's thread.
    @Override
    public final void run() {
        awaitTurn();
        adopt();
        runRoot();
        if (abandoned) {
            reportAbandoned();
        } else {
            interrupted = Thread.interrupted();
            passBack();
        }
    }

    @Override
    void suspend() {
        if (abandoned) {
            stayForGood();
        }
        interrupted = Thread.interrupted();
        passBack();
        try {
            awaitTurn();
        } catch (StackOverflowError tooDeep) { // the consumer has not noticed anything
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
            throw tooDeep;
        }
        adopt();
    }

    /// Passes the turn to the consumer.
    void passBack() {
        pass(Side.FIRST);
    }

    /// Waits for the consumer to pass the turn to the body.
    ///
    /// @throws StackOverflowError if the body stands so deep that it would keep its consumer from running; it has its turn
    void awaitTurn() {
        await(Side.SECOND);
    }

    /// Two threads stand for one stack here: the lower one waits for the upper one, as a caller for what it has called.
    @Override
    <V extends @Nullable Object> V callOnNewStack(StackedFrame<?, V> inner) {
        Thread lower = thread();
        Handoff call = new Handoff();
        FutureTask<V> result = new FutureTask<>(inner::call);
        Thread upper = newThread(() -> run(lower, call, result));
        upper.start();
        moveTo(upper);
        call.pass(Side.SECOND);
        call.await(Side.FIRST);
        carry();
        if (result.state() == Future.State.SUCCESS) {
            return result.resultNow();
        }
        throw Sneaky.rethrow(withPullSite(result.exceptionNow()));
    }

    private void run(Thread lower, Handoff call, Runnable body) {
        call.await(Side.SECOND);
        carry();
        body.run();
        moveTo(lower);
        call.pass(Side.FIRST);
    }

    /// Leaves everything that belongs to the running thread for another to carry.
    private void moveTo(Thread next) {
        interrupted = Thread.interrupted();
        carried = null;
        thread = next;
    }

    /// Runs for the strand that has just passed control, in its scope; or, if there is none any more, for itself.
    private void adopt() {
        carry();
        CancelScope scope = carried == null ? null : carried.innermostScope();
        if (scope != scopeOutside) {
            scopeOutside = scope;
        }
    }

    /// Makes the running thread the one that carries the strand, with its interrupt status.
    private void carry() {
        Strand strand = abandoned ? new OwnStrand(Thread.currentThread()) : consumer;
        if (strand != null && strand != carried) {
            carried = strand;
            strand.carryFor();
        }
        Thread.interrupted(); // may be left over from an interrupt of the consumer that came as the body yielded
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    Thread thread() {
        return Objects.requireNonNull(thread);
    }

    @Override
    boolean isInScopeOfItsOwn() {
        return carried != null && carried.innermostScope() != scopeOutside;
    }

    private void stayForGood() {
        reportStubborn();
        while (true) {
            Scheduler.threads().park(this, Scheduler.NEVER);
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
