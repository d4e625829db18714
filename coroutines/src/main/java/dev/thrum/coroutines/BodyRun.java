// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import org.jspecify.annotations.Nullable;

/// One run of one body: what stands behind a [GeneratorIterator] or a [Coroutine].
///
/// Whoever wants something of it [claims][#claim] it, [resumes][#resume] it any number of times, and
/// [releases][#release] it. While it is claimed, by its consumer or by a body that delegates to it, everybody else is
/// told "already executing". The fields below are guarded by the claim unless they say otherwise.
///
/// @param <Y> what the body yields
/// @param <R> what it returns
final class BodyRun<Y extends @Nullable Object, R extends @Nullable Object> extends Claim {

    private static final Cleaner CLEANER = Cleaner.create();

    final String name;
    private final Recipe<R> recipe;

    /// What runs the body, from the first resumption to the end; none while it rides on the engine of its delegator.
    private @Nullable Engine engine;

    private Cleaner.@Nullable Cleanable registration;

    /// The loop in which the body has begun, if in any: the clean-up is its business if the handle is lost.
    private @Nullable EventLoop loop;

    /// Whether the body stands at a yield whose item nobody has taken yet.
    private boolean hasItem;

    /// What it has returned, until somebody has been told.
    private @Nullable R returned;

    /// On the engine of whose body it is delegated to. Not guarded: written by the one who has claimed it, read by all.
    private volatile @Nullable Engine host;

    /// How the body sees its engine. Not guarded: written as it begins.
    private volatile @Nullable Frame<?, ?> frame;

    BodyRun(String name, Recipe<R> recipe) {
        this.name = name;
        this.recipe = recipe;
    }

    // ------------------------------------------------------------------------------------------------------- the claim

    @Override
    BodyState state() {
        BodyState found = super.state();
        Engine delegator = host;
        if (found == BodyState.RUNNING && delegator != null && delegator.root.state() == BodyState.SUSPENDED) {
            return BodyState.SUSPENDED;
        }
        return found;
    }

    /// What the body delegates to, as anybody may ask; none unless it is suspended there.
    @Nullable Object currentDelegate() {
        Frame<?, ?> body = frame;
        return body != null && state() == BodyState.SUSPENDED ? body.delegate() : null;
    }

    /// Takes the run for the calling thread; it stays RUNNING until it is [released][#release].
    void claim() {
        if (!tryClaim()) {
            throw new IllegalStateException(name + " is already executing: it was asked for more by its own body, while "
                    + "another body delegates to it, or by two threads at once");
        }
    }

    /// Ends the claim. The cleaner must not be told before that the handle is gone: while the body runs it could not end
    /// it, and it is told only once.
    ///
    /// @param handle the object by which users hold the run
    void release(Object handle) {
        try {
            if (resting == CLOSED && registration != null) {
                registration.clean();
                registration = null;
            }
            unclaim();
        } finally {
            Reference.reachabilityFence(handle);
        }
    }

    void host(@Nullable Engine delegator) {
        host = delegator;
    }

    /// Ends the claim of a body that has delegated to a run.
    static void unhost(BodyRun<?, ?> run, Object handle) {
        run.host(null);
        run.release(handle);
    }

    /// Whether the body has not begun.
    boolean isNew() {
        return resting == CREATED;
    }

    // --------------------------------------------------------------------------------------------------------- running

    /// Sees to it that the body is ended if the handle is lost.
    void watch(Object handle) {
        if (registration == null && resting != CLOSED) {
            loop = EventLoop.currentOrNone();
            registration = CLEANER.register(handle, this::abandon);
        }
    }

    /// Runs the body to its next yield or to its end.
    ///
    /// @param value what the yield at which the body stands returns
    /// @return true if the body has yielded; false if it has returned, now or earlier
    boolean resume(@Nullable Object value) {
        if (resting == CLOSED) {
            return false;
        }
        Engine running = engine;
        if (running == null) {
            running = recipe.kind().engine(this);
            engine = running;
        }
        hasItem = false;
        try {
            running.send(value);
        } catch (Throwable failure) { // no engine could be had
            end();
            throw Sneaky.rethrow(failure);
        }
        return outcome(running);
    }

    /// Raises an exception where the body stands, and runs it on from there. A body that has not begun never will.
    ///
    /// @return true if the body has caught the exception and yielded; false if it has caught it and returned
    boolean raise(Throwable exception) {
        Engine running = engine;
        if (resting != SUSPENDED || running == null) {
            end();
            throw Sneaky.rethrow(exception);
        }
        drop();
        running.raise(exception);
        return outcome(running);
    }

    /// Ends the body through its `finally` blocks.
    void exit() {
        if (resting != SUSPENDED) {
            end();
            return;
        }
        try {
            if (raise(new ExitSignal())) {
                drop();
                throw Yields.ignoredExit(name);
            }
        } catch (ExitSignal exit) {
            Throwable failure = ExitSignal.failureIn(exit);
            if (failure != null) {
                throw Sneaky.rethrow(failure);
            }
        }
    }

    /// Ends a body whose consumer has disappeared: in a task of the loop in which it has begun, since what it shares with
    /// other tasks has no lock; otherwise on the body's own time. Never blocks; called by the cleaner.
    void abandon() {
        if (tryClaimSuspended()) {
            Engine running = engine;
            EventLoop home = loop;
            if (running != null && (home == null || !home.takesCleanUp(name, () -> exitAbandoned(running)))) {
                running.abandon();
            }
        }
    }

    private Engine exitAbandoned(Engine running) {
        try {
            exit();
        } catch (Throwable failure) { // nobody else would hear of it
            running.reportAbandoned(failure);
        } finally {
            unclaim();
        }
        return running;
    }

    /// Sets the body on the stack of an engine, without running it.
    StackedFrame<?, R> begin(StackEngine running) {
        StackedFrame<?, R> body = recipe.on(running);
        frame = body;
        return body;
    }

    /// Sets the body on an engine for machines, without running it.
    ///
    /// @return `null` if it is no machine
    @Nullable MachineFrame<?, R> begin(MachineEngine running) {
        MachineFrame<?, R> body = recipe.on(running);
        frame = body;
        return body;
    }

    /// The body as it was written.
    Object body() {
        return recipe.body();
    }

    @SuppressWarnings("unchecked") // RETURNED comes with what the body has returned
    private boolean outcome(Engine running) {
        if (running.signal == Cargo.YIELDED) {
            resting = SUSPENDED;
            hasItem = true;
            return true;
        }
        Object ending = running.unload();
        end();
        if (running.signal == Cargo.THREW && ending instanceof Throwable failure) {
            throw Sneaky.rethrow(running.withPullSite(failure));
        }
        returned = (R) ending;
        return false;
    }

    /// Lets the body never run again.
    void end() {
        resting = CLOSED;
        engine = null;
        frame = null;
        hasItem = false;
    }

    // --------------------------------------------------------------------------------------------------------- results

    /// Whether the body stands at a yield whose item has not been taken.
    boolean hasItem() {
        return hasItem;
    }

    /// What the body has yielded; it is handed out once.
    @SuppressWarnings({"unchecked", "NullAway"}) // called where it has an item; null only where Y may be
    Y take() {
        hasItem = false;
        return (Y) engine.unload();
    }

    /// Forgets an item that nobody will ask for.
    void drop() {
        if (hasItem) {
            take();
        }
    }

    /// What the body has returned; it is handed out once, and later it is `null`.
    @SuppressWarnings("NullAway") // null where R may be, and as the answer to those who come too late
    R returned() {
        R value = returned;
        returned = null;
        return value;
    }
}
