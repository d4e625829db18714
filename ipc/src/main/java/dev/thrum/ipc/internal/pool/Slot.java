// SPDX-License-Identifier: Apache-2.0

package dev.thrum.ipc.internal.pool;

import dev.thrum.ipc.Completed;
import dev.thrum.ipc.CorruptFrameException;
import dev.thrum.ipc.NotTransferableException;
import dev.thrum.ipc.WorkerDiedException;
import dev.thrum.ipc.WorkerStartException;
import dev.thrum.ipc.internal.pool.Job.Task;
import dev.thrum.ipc.internal.pool.Message.Call;
import dev.thrum.ipc.internal.pool.Message.Failed;
import dev.thrum.ipc.internal.pool.Message.Returned;
import dev.thrum.ipc.internal.pool.Message.Span;
import dev.thrum.ipc.internal.wire.Marshal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A worker's place in the pool, and the thread that looks after whichever process fills it: starts it, gives it tasks,
/// and starts another one when it has died.
///
/// ```
///            start fails for good, or the pool is over
///   STARTING ------------------------------------------> ENDED
///     |  ^                                                 ^
///     |  | worker died or was killed                       |
///     v  |                                                 |
///    IDLE <-----> BUSY                                     |
///     |                  the pool is over                  |
///     +----------------------------------------------------+
/// ```
final class Slot implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(Slot.class);

    /// A process that is killed while it starts, for want of memory perhaps, is tried again this often.
    private static final int START_ATTEMPTS = 3;

    final int number;

    // Guarded by the dispatcher's lock.
    @Nullable Process process;
    @Nullable Task current;
    boolean condemned;

    private final Dispatcher dispatcher;
    private final PoolSettings settings;
    private final Marshal marshal;

    Slot(Dispatcher dispatcher, PoolSettings settings, int number) {
        this.dispatcher = dispatcher;
        this.settings = settings;
        this.marshal = settings.marshal();
        this.number = number;
    }

    @Override
    public void run() {
        try {
            while (dispatcher.needsWorkers()) {
                serve(start());
            }
        } catch (WorkerStartException e) {
            dispatcher.breakDown(e);
        } catch (RuntimeException | Error e) {
            // A mistake of this library. Whoever waits for a task must hear of it, for nothing else will ever come.
            LOG.error("Worker {} of pool '{}' cannot be looked after any more", number, settings.name(), e);
            dispatcher.breakDown(e);
        } finally {
            dispatcher.ended(this);
        }
    }

    private WorkerProcess start() throws WorkerStartException {
        for (int attempt = 1; ; attempt++) {
            try {
                return WorkerProcess.start(settings, number, p -> dispatcher.launched(this, p), dispatcher::wake);
            } catch (WorkerStartException e) {
                if (attempt == START_ATTEMPTS || !isKill(e) || !dispatcher.needsWorkers()) {
                    throw e;
                }
                LOG.warn("Starting worker {} of pool '{}' again, it was killed", number, settings.name(), e);
            }
        }
    }

    private static boolean isKill(WorkerStartException e) {
        return e.getCause() instanceof WorkerDiedException death && death.signal().isPresent();
    }

    /// Gives tasks to a worker until it dies or there will be no more.
    private void serve(WorkerProcess worker) {
        for (var next = dispatcher.next(this); next.isPresent(); next = dispatcher.next(this)) {
            Task task = next.get();
            Completed<@Nullable Object> completed = perform(task, worker);
            dispatcher.idle(this);
            task.complete(completed);
        }
        worker.leave();
    }

    private Completed<@Nullable Object> perform(Task task, WorkerProcess worker) {
        Instant start = Instant.now();
        try {
            byte[] argument = marshal.write("the argument", task.argument());
            Message answer = worker.call(new Call(task.job().function(), argument));
            return switch (answer) {
                case Returned(Span span, byte[] result) -> completed(task, worker, span.start(), span.end(),
                        marshal.read("the result", result, task.job().loader()), null);
                case Failed failed -> completed(task, worker, failed.span().start(), failed.span().end(), null,
                        WorkerProcess.failureIn(failed, marshal, task.job().loader()));
                default -> throw worker.died(new CorruptFrameException("expected the result of a task"));
            };
        } catch (WorkerDiedException e) {
            if (!dispatcher.isCondemned(this)) {
                LOG.warn("A worker died and will be replaced", e);
            }
            return completed(task, worker, start, Instant.now(), null, e);
        } catch (NotTransferableException e) {
            return completed(task, worker, start, Instant.now(), null, e);
        } catch (RuntimeException | Error e) {
            // A result that exhausts the heap of this process, say. What the worker says next is the rest of it.
            dispatcher.condemn(this);
            return completed(task, worker, start, Instant.now(), null, e);
        }
    }

    private Completed<@Nullable Object> completed(
            Task task, WorkerProcess worker, Instant start, Instant end, @Nullable Object result,
            @Nullable Throwable failure) {
        return new Completed<>(task.index(), result, failure, number, worker.pid(), start, end);
    }
}
