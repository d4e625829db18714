// SPDX-License-Identifier: Apache-2.0

package dev.thrum.ipc.internal.pool;

import dev.thrum.core.CancelScope;
import dev.thrum.ipc.internal.pool.Job.Task;
import dev.thrum.sync.Event;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// What the threads of a pool share: the queue of tasks, and who works on what.
///
/// ```
///           close                 queue empty
///   OPEN ----------> CLOSING ----------------------+
///    |                  |                          v
///    +------------------+------------------>     OVER       the slots end, then `ended` is set
///        terminate, breakDown
/// ```
///
/// All state is guarded by one lock, which is held for a few instructions and never during input or output. Callers'
/// strands do not wait here, except for that lock: they wait at [Arrivals] and at [#awaitEnd()].
public final class Dispatcher {

    private final PoolSettings settings;
    private final Event ended;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    // Guarded by lock.
    private final ArrayDeque<Task> queue = new ArrayDeque<>();
    private final List<Slot> slots = new ArrayList<>();
    private boolean closing;
    private boolean terminated;
    private @Nullable Throwable breakDown;
    private int running;

    /// Prepares a pool.
    ///
    /// @param settings what its workers have in common
    public Dispatcher(PoolSettings settings) {
        this.settings = settings;
        this.ended = Event.named("end of pool '" + settings.name() + "'");
    }

    /// Starts the workers, in the background.
    public void start() {
        lock.lock();
        try {
            for (int number = 0; number < settings.workers(); number++) {
                Slot slot = new Slot(this, settings, number);
                slots.add(slot);
                running++;
                Thread.ofPlatform().daemon().inheritInheritableThreadLocals(false)
                        .name(settings.threadName(number)).start(slot);
            }
        } finally {
            lock.unlock();
        }
    }

    /// Queues all tasks of a job behind those of earlier jobs.
    ///
    /// @param job what to do
    /// @throws IllegalStateException if the pool has been closed
    public void submit(Job job) {
        lock.lock();
        try {
            requireOpen();
            for (int index = 0; index < job.size(); index++) {
                queue.addLast(new Task(job, index));
            }
            if (breakDown != null) {
                drop(breakDown);
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Refuses to go on if the pool has been closed.
    ///
    /// @throws IllegalStateException if the pool has been closed
    public void requireOpen() {
        lock.lock();
        try {
            if (closing) {
                throw new IllegalStateException("pool '" + settings.name() + "' is closed");
            }
        } finally {
            lock.unlock();
        }
    }

    /// Drops the tasks of a job that have not begun, and kills the workers that are busy with the others.
    ///
    /// @param job whose result nobody wants any more
    public void cancel(Job job) {
        lock.lock();
        try {
            queue.removeIf(task -> task.isOf(job));
            for (Slot slot : slots) {
                if (slot.current != null && slot.current.isOf(job)) {
                    kill(slot);
                }
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Accepts no more jobs. The workers leave once the queue is empty.
    public void close() {
        lock.lock();
        try {
            closing = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Accepts no more jobs, fails those that are not finished, kills the workers.
    public void terminate() {
        lock.lock();
        try {
            closing = true;
            terminated = true;
            drop(new CancellationException("pool '" + settings.name() + "' was terminated before this task had begun"));
            slots.forEach(Dispatcher::kill);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Waits until a closed pool has no processes any more.
    ///
    /// @throws InterruptedException if the waiting strand is interrupted or cancelled
    public void awaitEnd() throws InterruptedException {
        ended.await();
    }

    /// As [#awaitEnd()], whatever interrupts or cancels; the interrupt status is kept. For a terminated pool.
    public void awaitEndUninterruptibly() {
        boolean interrupted = false;
        while (!ended.isSet()) {
            try {
                CancelScope.shielded(() -> {
                    ended.await();
                    return ended;
                });
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /// A pool without workers can only say so to everybody.
    void breakDown(Throwable cause) {
        lock.lock();
        try {
            if (breakDown == null) {
                breakDown = cause;
            }
            drop(cause);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Whether there is, or may still come, something to do for a new worker.
    boolean needsWorkers() {
        lock.lock();
        try {
            return !isOver();
        } finally {
            lock.unlock();
        }
    }

    /// Waits for a task. On the slot's own thread, which nobody else waits for.
    ///
    /// @return a task; empty if the slot's worker is to be replaced, or to leave
    Optional<Task> next(Slot slot) {
        lock.lock();
        try {
            while (true) {
                if (isOver() || slot.condemned || slot.process == null || !slot.process.isAlive()) {
                    return Optional.empty();
                }
                Task task = queue.pollFirst();
                if (task != null) {
                    slot.current = task;
                    return Optional.of(task);
                }
                changed.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }

    void launched(Slot slot, Process process) {
        lock.lock();
        try {
            slot.process = process;
            slot.condemned = false;
            if (isOver()) {
                kill(slot);
            }
        } finally {
            lock.unlock();
        }
    }

    /// Takes note that a slot's task is done with.
    void idle(Slot slot) {
        lock.lock();
        try {
            slot.current = null;
        } finally {
            lock.unlock();
        }
    }

    /// Whether a slot's worker has been killed on purpose.
    boolean isCondemned(Slot slot) {
        lock.lock();
        try {
            return slot.condemned;
        } finally {
            lock.unlock();
        }
    }

    /// Kills a slot's worker, which will get no more tasks.
    void condemn(Slot slot) {
        lock.lock();
        try {
            kill(slot);
        } finally {
            lock.unlock();
        }
    }

    /// Lets the slots look again, for a process has ended.
    void wake() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void ended(Slot slot) {
        lock.lock();
        try {
            // Nobody looks after it any more. In general it has ended already.
            kill(slot);
            if (--running == 0) {
                ended.set();
            }
        } finally {
            lock.unlock();
        }
    }

    private boolean isOver() {
        return terminated || breakDown != null || (closing && queue.isEmpty());
    }

    private void drop(Throwable failure) {
        for (Task task = queue.pollFirst(); task != null; task = queue.pollFirst()) {
            task.failUnstarted(failure);
        }
    }

    private static void kill(Slot slot) {
        slot.condemned = true;
        if (slot.process != null) {
            slot.process.destroyForcibly();
        }
    }
}
