// SPDX-License-Identifier: Apache-2.0
package dev.thrum.core;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Whoever waits: a platform thread, a virtual thread, or a task of an event loop or simulation.
///
/// A strand is the *logical* line of execution. It is created with the first wait of its thread and forgotten with the
/// thread. Usually it stays on one thread; the body of a generator runs on a thread of its own *on behalf of* the
/// strand that pulls, so a lock or a sleep in the body is a wait of the puller ([#carryFor]).
///
/// A strand's fields belong to the strand: only its present carrier reads and writes them, and whatever moves a strand
/// from one carrier to another orders the two.
public class Strand {

    private static final ThreadLocal<@Nullable Strand> CURRENT = new ThreadLocal<>();

    // The compiler inlines no method whose signature names a class that is not loaded, and many a program never uses a
    // scope; but every yield of a generator asks for the innermost one.
    static {
        Objects.requireNonNull(CancelScope.class);
    }

    private final Scheduler scheduler;
    private Thread home;

    /// Where the strand waits, or has last asked who it is. Volatile, because whoever cancels or unparks reads it without
    /// having heard from the strand.
    private volatile Thread carrier;

    /// The innermost scope the strand is in.
    private @Nullable CancelScope scope;

    /// Creates the strand of a thread; called by schedulers.
    ///
    /// @param scheduler how the strand waits
    /// @param home the thread that runs it
    protected Strand(Scheduler scheduler, Thread home) {
        this.scheduler = scheduler;
        this.home = home;
        this.carrier = home;
    }

    /// Creates a strand whose thread is to be told by [#home(Thread)] before anybody else sees the strand.
    @SuppressWarnings("NullAway.Init")
    Strand(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    void home(Thread thread) {
        home = thread;
        carrier = thread;
    }

    /// The calling strand. Never blocks.
    ///
    /// @return the strand that the calling thread carries
    public static Strand current() {
        Strand strand = CURRENT.get();
        if (strand == null) {
            strand = new Strand(Scheduler.threads(), Thread.currentThread());
            CURRENT.set(strand);
        } else {
            strand.carriedBy(Thread.currentThread());
        }
        return strand;
    }

    /// The innermost scope the calling strand is in.
    static @Nullable CancelScope currentScope() {
        Strand strand = CURRENT.get();
        return strand == null ? null : strand.scope;
    }

    /// Blocks the calling strand, and only it, for a time. In an event loop the other tasks go on; on a virtual clock
    /// the wait takes no real time. A zero duration is [#yieldNow()].
    ///
    /// Source: `Thread.sleep`, `asyncio.sleep`.
    ///
    /// @param duration how long; must not be negative
    /// @throws CancelledException if a scope around the call is or becomes cancelled
    /// @throws InterruptedException if the thread is or becomes interrupted; the interrupt status is cleared
    public static void sleep(Duration duration) throws InterruptedException {
        if (duration.isZero()) {
            yieldNow();
            return;
        }
        Strand strand = current();
        Sleep.until(strand.scheduler.deadlineAfter(duration), strand);
    }

    /// Lets the other ready strands of the scheduler run before the calling one goes on; in an event loop each of them,
    /// once.
    ///
    /// @throws CancelledException if a scope around the call is cancelled
    /// @throws InterruptedException if the thread is interrupted; the interrupt status is cleared
    public static void yieldNow() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("Interrupted before a yield");
        }
        Strand strand = current();
        ScopesAround.checkpoint(strand);
        strand.scheduler.yieldNow();
        ScopesAround.checkpoint(strand);
    }

    /// A point of fairness, for primitives: lets others run first, if the calling strand keeps them from it, as a task
    /// of an event loop does that goes on and on without having to wait. Plain threads, which take nothing from
    /// anybody, and tasks on which nobody waits go on at once.
    ///
    /// A primitive calls it every so many operations that might have had to wait but did not, before it does anything
    /// and while it holds nothing. It is no point of cancellation: it does not look for interrupts or cancelled scopes.
    public static void giveWay() {
        Strand strand = CURRENT.get();
        if (strand != null) {
            strand.scheduler.giveWay();
        }
    }

    /// The time on the calling strand's clock: that of its scheduler, real or virtual.
    ///
    /// @return how long ago the scheduler was started
    public static Duration time() {
        return Duration.ofNanos(Scheduler.current().nanoTime());
    }

    /// How this strand waits.
    ///
    /// @return the scheduler, the same for the strand's whole life
    public final Scheduler scheduler() {
        return scheduler;
    }

    /// The thread that the strand was made for and that owns what it locks.
    ///
    /// @return the thread, which may be dead by now
    public final Thread home() {
        return home;
    }

    /// The thread on which the strand waits, or, if it runs, on which it has last asked for [#current()]: [#home()], or the
    /// thread of a body that runs for it.
    ///
    /// @return the carrier
    public final Thread carrier() {
        return carrier;
    }

    /// The name shown in messages and dumps.
    ///
    /// @return the name of the thread, or its id where it has none
    public String name() {
        return nameOf(home);
    }

    /// How messages and dumps call a thread.
    ///
    /// @param thread any thread
    /// @return its name, or its id where it has none, as virtual threads by default
    public static String nameOf(Thread thread) {
        String name = thread.getName();
        return name.isEmpty() ? "#" + thread.threadId() : name;
    }

    /// What kind of strand this is, in the words of messages and dumps.
    ///
    /// @return `platform thread`, `virtual thread`, or a scheduler's own word
    public String kind() {
        return home.isVirtual() ? "virtual thread" : "platform thread";
    }

    /// What the strand was made to run, by which its maker recognises it.
    ///
    /// @return the job given to the scheduler, or `null` for the strand of a plain thread
    public @Nullable Runnable job() {
        return null;
    }

    /// Makes the calling thread carry this strand from now on: called by the thread of a body at the moment when the
    /// strand hands control to it, and by the strand's own thread when control has come back. The hand-over itself must
    /// order the two threads, and only one may run at a time.
    public final void carryFor() {
        carrier = Thread.currentThread();
        CURRENT.set(this);
    }

    /// Notes which thread runs for this strand, if that is not known: called by a thread that has given control to
    /// another one which carries this strand as well, when it has it back. In between nothing need be called, since
    /// whoever is about to wait asks for [#current()], which does the same.
    ///
    /// @param thread the calling thread
    public final void carriedBy(Thread thread) {
        if (carrier != thread) {
            carrier = thread;
        }
    }

    final boolean isCarriedBy(Thread thread) {
        return carrier == thread;
    }

    /// The innermost scope this strand is in. To be called by the strand itself, which is the only one who knows; what
    /// others are told may be out of date.
    ///
    /// @return the scope, or `null` outside of all
    public final @Nullable CancelScope innermostScope() {
        return scope;
    }

    void scope(@Nullable CancelScope innermost) {
        scope = innermost;
    }

    @Override
    public final String toString() {
        return kind() + " \"" + name() + "\"";
    }
}
