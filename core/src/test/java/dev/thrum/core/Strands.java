// SPDX-License-Identifier: Apache-2.0
package dev.thrum.core;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.IntUnaryOperator;

/// The strands of one test: starts them, waits for their end, and makes the failure of any of them that of the test.
///
/// Tasks run on a [Baton] in virtual time. Nobody drives it until [#drive()], so a test may act on parked tasks from
/// outside without being told of a stall.
public final class Strands {

    /// What the strands are made of.
    public enum Kind { PLATFORM, VIRTUAL, TASK }

    /// Long enough for any machine; only a failing test ever waits for it.
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Kind kind;
    private final VirtualClock clock = new VirtualClock();
    private final Baton baton;
    private final List<Thread> threads = new CopyOnWriteArrayList<>();
    private final ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();

    private Strands(Kind kind, IntUnaryOperator order) {
        this.kind = kind;
        this.baton = Baton.inVirtualTime("test loop", clock, order);
    }

    public static Strands of(Kind kind) {
        return new Strands(kind, Baton.FIRST_COME);
    }

    /// Tasks in virtual time.
    public static Strands tasks() {
        return of(Kind.TASK);
    }

    /// Tasks in virtual time, in an order of the test's own.
    public static Strands tasks(IntUnaryOperator order) {
        return new Strands(Kind.TASK, order);
    }

    public Baton baton() {
        return baton;
    }

    public VirtualClock clock() {
        return clock;
    }

    public List<Thread> threads() {
        return threads;
    }

    public Thread start(String name, Action<?> body) {
        Runnable guarded = () -> {
            try {
                body.run();
            } catch (Throwable failure) {
                failures.add(failure);
            }
        };
        Thread thread = switch (kind) {
            case PLATFORM -> Thread.ofPlatform().name(name).daemon().start(guarded);
            case VIRTUAL -> Thread.ofVirtual().name(name).start(guarded);
            case TASK -> baton.fork(name, guarded).home();
        };
        threads.add(thread);
        return thread;
    }

    /// Waits until all strands have ended.
    public void join() throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        for (Thread thread : threads) {
            if (!thread.join(Duration.ofNanos(Math.max(1, end - System.nanoTime())))) {
                throw withFailures(new AssertionError("\"" + thread.getName() + "\" does not end. There is:\n"
                        + Inspector.snapshot()));
            }
        }
        throwFailures();
    }

    /// Drives the tasks until all have ended; a stall is a [DeadlockException].
    public void drive() throws InterruptedException {
        baton.drive();
        throwFailures();
    }

    private void throwFailures() {
        if (!failures.isEmpty()) {
            throw withFailures(new AssertionError("A strand failed: " + failures.peek(), failures.poll()));
        }
    }

    private AssertionError withFailures(AssertionError error) {
        failures.forEach(error::addSuppressed);
        return error;
    }

    /// Does something again and again until threads have ended; [#join()] tells if they do not.
    public static void whileAnyRuns(List<Thread> threads, Runnable disturbance) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < end && threads.stream().anyMatch(Thread::isAlive)) {
            disturbance.run();
        }
    }

    /// Waits until something has happened that no event tells of, such as a strand standing in a queue.
    public static void until(String what, BooleanSupplier happened) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!happened.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("Still not: " + what + ". There is:\n" + Inspector.snapshot());
            }
            Thread.yield();
        }
    }

    /// Waits until a thread is blocked. For a moment, by a latch that this very look may hold, does not count.
    public static void untilParked(Thread thread) {
        until(thread.getName() + " is parked", () -> switch (thread.getState()) {
            case WAITING, TIMED_WAITING ->
                    !(LockSupport.getBlocker(thread) instanceof Object blocker
                            && blocker.getClass().getName().matches("dev\\.thrum\\..*Latch"));
            case TERMINATED -> throw new AssertionError(thread.getName() + " has ended");
            default -> false;
        });
    }
}
