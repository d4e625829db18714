// SPDX-License-Identifier: Apache-2.0
package dev.thrum.core;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// A stretch of code that can be cancelled, from inside or by anybody who holds the scope.
///
/// Cancellation is a *state of the scope*, not an event: once it is cancelled, every wait inside raises
/// [CancelledException] until the scope is left, so it cannot be swallowed by accident. Code between two waits is never
/// disturbed. Scopes nest; cancelling an outer one cancels what is inside, except what [#shielded] protects.
///
/// ```java
/// try {
///     Page page = CancelScope.timeout(Duration.ofSeconds(2), () -> queue.take());
/// } catch (DeadlineExceededException e) {
///     // and only the time-out of *this* scope gets here
/// }
/// ```
///
/// **Edges.** The scope's own cancellation ends at its edge: [#run] returns normally and [#isCancelled()] tells,
/// [#call] has no value to return and throws the [CancelledException]. An expired deadline surfaces as
/// [DeadlineExceededException]. Any other exception passes: the body's own failure beats a time-out, and the
/// cancellation of an outer scope is never turned into something else. A body that finishes normally has succeeded,
/// even if the deadline passed meanwhile.
///
/// **Deadlines** take no thread and no timer: a wait inside parks no longer than the earliest deadline around it. They
/// are measured by the scheduler of the strand that is inside, on its clock.
///
/// **Threads.** [#cancel] may be called from any thread. A scope is entered once, by one strand; strands started inside
/// may be put under it ([#CancelScope(String, CancelScope)]). Plain `Thread.interrupt` goes past all scopes.
///
/// **Cost**: entering and leaving write two fields; a wait walks up the scopes around it.
///
/// Source: Trio's cancel scopes; `asyncio.timeout`; PEP 789 for why edges matter.
public final class CancelScope extends ScopedCalls {

    private final String name;
    private final boolean shield;

    /// Whether this is the outermost scope of its strand, put under a scope of another one.
    private final boolean branch;

    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(CancelScope.class, "state", CancelState.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /// One of its own from the moment it is cancelled or gets its first branch, which happens to few of the many scopes
    /// that tasks have.
    private volatile CancelState state = CancelState.NONE;

    /// Where it is in the lists of the scopes above, while it is a branch that was entered.
    private Branches.@Nullable Twig twigs;

    /// The next scope outwards. Written before the scope is entered, by the strand that enters it.
    private @Nullable CancelScope parent;

    /// The strand inside; written on entry before the strand's first look at `state`, so that a canceller either
    /// finds the strand and wakes it or is found.
    private volatile @Nullable Strand inside;

    private volatile boolean left;

    /// What was set last; entry counts a time-out from then.
    private volatile @Nullable Expiry expiry;

    /// In the scheduler's time of the strand inside; never comes before entry.
    private volatile long deadline = Scheduler.NEVER;

    /// Creates a scope to be entered by [#run] or [#call], within whatever scope its strand is in then.
    ///
    /// @param name the name shown in messages
    public CancelScope(String name) {
        this(name, null, false);
    }

    /// Creates the outermost scope of another strand, under a scope of this one: cancelling `parent` cancels it as
    /// well.
    ///
    /// @param name the name shown in messages
    /// @param parent the scope above, or `null` for none
    public CancelScope(String name, @Nullable CancelScope parent) {
        this(name, parent, false);
    }

    CancelScope(String name, @Nullable CancelScope parent, boolean shield) {
        this.name = name;
        this.parent = parent;
        this.branch = parent != null;
        this.shield = shield;
    }

    /// Raises the cancellation of the scopes around the caller, if there is one: a wait of no length, for long
    /// computations.
    ///
    /// @throws CancelledException if a scope around the call is cancelled or past its deadline
    public static void checkpoint() throws CancelledException {
        ScopesAround.checkpoint(Strand.current());
    }

    /// The innermost scope around the caller.
    ///
    /// @return the scope, or `null` outside of all
    public static @Nullable CancelScope current() {
        return Strand.currentScope();
    }

    /// Sets or moves the deadline, counted from now, or from entry for a scope that has not been entered. No effect on a
    /// scope that has expired already. Any thread may call it; a strand that waits inside heeds the new deadline.
    ///
    /// @param timeout how long; zero or less expires at the next wait
    /// @return this scope
    public CancelScope expireAfter(Duration timeout) {
        return expire(new Expiry(true, Nanos.of(timeout.isNegative() ? Duration.ZERO : timeout)));
    }

    /// Sets or moves the deadline to a point in time. Otherwise as [#expireAfter].
    ///
    /// @param time on the clock of the strand inside, as [Strand#time()] reads it
    /// @return this scope
    public CancelScope expireAt(Duration time) {
        return expire(new Expiry(false, Nanos.of(time.isNegative() ? Duration.ZERO : time)));
    }

    /// Takes the deadline away. No effect on a scope that has expired already.
    ///
    /// @return this scope
    public CancelScope expireNever() {
        return expire(new Expiry(false, Scheduler.NEVER));
    }

    private CancelScope expire(Expiry when) {
        expiry = when;
        Strand strand = inside;
        if (strand != null) {
            deadline = when.on(strand.scheduler());
            tellInside(Scheduler::deadlineMoved);
        }
        return this;
    }

    /// Runs an action inside this scope, on the calling strand. Returns normally if the scope was cancelled.
    ///
    /// @param action what to run
    /// @param <X> what the action throws
    /// @throws X what the action throws
    /// @throws DeadlineExceededException if a wait inside was ended by this scope's deadline
    /// @throws InterruptedException if interrupted, or cancelled from outside of this scope
    /// @throws IllegalStateException if the scope was entered before
    public <X extends Exception> void run(Action<X> action)
            throws X, DeadlineExceededException, InterruptedException {
        try {
            call(() -> {
                action.run();
                return this;
            });
        } catch (CancelledException e) {
            if (e.scope() != this) {
                throw e;
            }
        }
    }

    /// Runs a body inside this scope, on the calling strand.
    ///
    /// @param body what to run
    /// @param <T> what the body returns
    /// @param <X> what the body throws
    /// @return the body's value
    /// @throws X what the body throws
    /// @throws DeadlineExceededException if a wait inside was ended by this scope's deadline
    /// @throws CancelledException if a wait inside was ended by the cancellation of this scope or of an outer one
    /// @throws InterruptedException if interrupted
    /// @throws IllegalStateException if the scope was entered before
    public <T extends @Nullable Object, X extends Exception> T call(Body<T, X> body)
            throws X, DeadlineExceededException, InterruptedException {
        Strand strand = Strand.current();
        enter(strand);
        try {
            return body.call();
        } catch (CancelledException e) {
            if (e.scope() == this && state.isExpired()) {
                throw new DeadlineExceededException(this, e);
            }
            throw e;
        } finally {
            leave(strand);
        }
    }

    void enter(Strand strand) {
        if (inside != null || left) {
            throw new IllegalStateException("Scope \"" + name + "\" was entered before; a scope is used once");
        }
        CancelScope outer = strand.innermostScope();
        if (branch && outer != null) {
            throw new IllegalStateException("Scope \"" + name + "\" is to be the outermost of its strand, but " + strand
                    + " is in scope \"" + outer.name + "\"");
        }
        if (!branch) {
            parent = outer;
        } else {
            for (CancelScope above = parent; above != null; above = above.parent) {
                twigs = above.stateToChange().branches.attach(this, twigs);
            }
        }
        inside = strand;
        startClock(strand.scheduler());
        strand.scope(this);
    }

    /// Again if the time-out was changed meanwhile: whoever changes it after the last look finds the strand inside, and
    /// sets the deadline itself.
    private void startClock(Scheduler scheduler) {
        Expiry seen;
        do {
            seen = expiry;
            deadline = seen == null ? Scheduler.NEVER : seen.on(scheduler);
        } while (seen != expiry);
    }

    void leave(Strand strand) {
        CancelScope outer = parent;
        strand.scope(branch ? null : outer);
        Branches.detach(twigs);
        twigs = null;
        left = true;
        inside = null;
    }

    /// Cancels the scope: the strands inside are woken and every wait of theirs raises [CancelledException] until they
    /// have left it. Does not wait for that. Never blocks. Each call is a request that [#uncancel()] can take back.
    ///
    /// @param reason why, in words for whoever reads the exception
    /// @return false if the scope was cancelled before, in which case the first reason stands, or has been left
    public boolean cancel(String reason) {
        if (left) {
            return false;
        }
        boolean isNew = stateToChange().request(reason, Strand.current().toString());
        if (isNew) {
            tellInside(Scheduler::cancel);
        }
        return isNew;
    }

    private CancelState stateToChange() {
        if (state == CancelState.NONE) {
            STATE.compareAndSet(this, CancelState.NONE, new CancelState());
        }
        return state;
    }

    /// Called by the strand inside, or by one of a branch, when it finds that the deadline has passed.
    void cancelExpired() {
        if (stateToChange().expire()) {
            tellInside(Scheduler::cancel);
        }
    }

    /// Takes back one request to cancel this scope, for code inside that has decided to go on. When as many were taken
    /// back as were made, waits inside go through again; a deadline that has passed, and outer scopes, are not affected.
    /// Never blocks.
    ///
    /// @return how many requests still stand
    /// @throws IllegalStateException if the caller is not the strand inside, the only one that can decide to go on
    public int uncancel() {
        if (Strand.current() != inside) {
            throw new IllegalStateException(Strand.current() + " is not inside scope \"" + name
                    + "\"; only the strand that was cancelled decides to go on");
        }
        return state.takeBack();
    }

    /// How many requests to cancel this scope stand.
    ///
    /// @return the number of [#cancel] less that of [#uncancel()]
    public int cancelling() {
        return state.requests();
    }

    /// Tells every strand inside, through its scheduler: those of branches in the order in which they were entered, and
    /// then that of the scope itself.
    private void tellInside(BiConsumer<Scheduler, Strand> how) {
        state.branches.members().forEach(branch -> tell(branch.inside, how));
        tell(inside, how);
    }

    private static void tell(@Nullable Strand strand, BiConsumer<Scheduler, Strand> how) {
        if (strand != null) {
            how.accept(strand.scheduler(), strand);
        }
    }

    /// Whether this scope itself was cancelled or has expired; that of an outer scope does not show here.
    ///
    /// @return true from the moment of the cancellation on, unless it is taken back
    public boolean isCancelled() {
        return state.isInForce();
    }

    /// Whether the deadline has ended a wait in this scope.
    ///
    /// @return true for good, from then on
    public boolean isExpired() {
        return state.isExpired();
    }

    /// The next scope outwards, on the same strand or, for the outermost scope of a strand, on another one. For those
    /// who look on: it never changes once this scope was entered.
    ///
    /// @return the scope, or `null` if this one is outside of all, or was not entered yet
    public @Nullable CancelScope outer() {
        return parent;
    }

    /// The strands whose outermost scopes were [put under][#CancelScope(String, CancelScope)] this very scope, while
    /// they are inside. Never blocks. Costs a walk over all strands below, also those under scopes in between.
    ///
    /// @return the strands at some moment during the call, in the order in which they have entered their scopes
    public List<Strand> strandsUnder() {
        List<Strand> strands = new ArrayList<>();
        for (CancelScope below : state.branches.members()) {
            Strand strand = below.inside;
            if (strand != null && below.parent == this) {
                strands.add(strand);
            }
        }
        return strands;
    }

    /// Whether this is the outermost scope of its strand, under a scope of another one.
    boolean isBranch() {
        return branch;
    }

    /// The name given to this scope.
    ///
    /// @return the name
    public String name() {
        return name;
    }

    /// The next scope outwards that a wait inside heeds; none beyond a shield.
    @Nullable CancelScope heeded() {
        return shield ? null : parent;
    }

    /// Whether this is the outermost scope of its strand and was cancelled before one above it: no edge of the strand
    /// lies between them, so the first reason is the true one.
    boolean tellsBefore(CancelScope above) {
        return branch && state.isEarlierThan(above.state);
    }

    /// When this scope expires, for a strand of a scheduler. One that belongs to a strand of another scheduler is
    /// expired by that strand, on its own clock.
    long deadlineOn(Scheduler scheduler) {
        long due = deadline;
        if (due == Scheduler.NEVER) {
            return due;
        }
        Strand strand = inside;
        return strand != null && strand.scheduler() == scheduler ? due : Scheduler.NEVER;
    }

    /// The exception for a wait that this scope's cancellation ends.
    CancelledException exception(String when) {
        Cancellation how = state.get();
        if (how == null) {
            throw new AssertionError("Scope \"" + name + "\" is not cancelled");
        }
        return new CancelledException(this, how.reason(), how.by(), when);
    }

    /// For those who look on.
    ///
    /// @param now the time of the strand inside
    String describe(long now) {
        long due = deadline;
        return name + (isCancelled() ? " (cancelled)" : "")
                + (due == Scheduler.NEVER ? "" : " (" + Nanos.text(Math.max(due - now, 0)) + " left)");
    }

    @Override
    public String toString() {
        return "scope \"" + name + "\"" + (isCancelled() ? " (cancelled)" : "");
    }
}
