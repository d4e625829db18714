// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import dev.thrum.core.Body;
import dev.thrum.core.CancelScope;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/// A body that runs on a thread of an executor, while its caller blocks until it has ended.
///
/// The scope around the caller holds for the body as well; to reach calls that know nothing of scopes, an interrupt
/// of the caller is passed on to the body's thread. The caller always waits for a body that has begun. If the
/// executor runs it on the caller's own thread, the scope is around it as it is.
final class Elsewhere<T extends @Nullable Object> implements Runnable {

    /// Platform threads, since bodies that would do on a virtual one can run on the task's own.
    static final Executor THREADS =
            Executors.newCachedThreadPool(Thread.ofPlatform().daemon().name("thrum-", 1).factory());

    private record Ended<T extends @Nullable Object>(T value, @Nullable Throwable failure) {}

    private final Body<T, ?> body;
    private final Context context;
    private final Thread caller = Thread.currentThread();
    private final @Nullable CancelScope scope = CancelScope.current();
    private final CountDownLatch over = new CountDownLatch(1);

    /// Written before `over` is.
    private @Nullable Ended<@Nullable T> ended;

    // Guarded by this, so that the interrupt comes neither too late nor to somebody else's body.
    private @Nullable Thread worker;
    private boolean isGivenUp;
    private boolean isInterrupted;

    private Elsewhere(Context context, Body<T, ?> body) {
        this.body = body;
        this.context = context;
    }

    static <T extends @Nullable Object, X extends Exception> T call(Executor executor, Context context, Body<T, X> body)
            throws X, InterruptedException {
        Elsewhere<T> elsewhere = new Elsewhere<>(context, body);
        executor.execute(elsewhere);
        return elsewhere.await();
    }

    @Override
    public void run() {
        if (begin()) {
            Ended<@Nullable T> end;
            try {
                end = new Ended<>(callInScope(), null);
            } catch (Throwable e) { // whatever it is, the caller gets it
                end = new Ended<>(null, e);
            }
            finish();
            ended = end;
            over.countDown();
        }
    }

    private T callInScope() throws Exception {
        if (scope == null || Thread.currentThread() == caller) {
            return context.<T, Exception>call(body::call);
        }
        return new CancelScope("call on another thread", scope)
                .<T, Exception>call(() -> context.<T, Exception>call(body::call));
    }

    private synchronized boolean begin() {
        worker = isGivenUp ? null : Thread.currentThread();
        return !isGivenUp;
    }

    private synchronized void finish() {
        worker = null;
        if (isInterrupted) {
            Thread.interrupted(); // it was meant for the body, and whoever runs next on this thread is not to find it
        }
    }

    /// Answers false if the body will never begin.
    private synchronized boolean giveUp() {
        isGivenUp = true;
        if (worker != null) {
            isInterrupted = true;
            worker.interrupt();
        }
        return worker != null || ended != null;
    }

    private T await() throws InterruptedException {
        try {
            over.await();
        } catch (InterruptedException e) {
            if (!giveUp() && over.getCount() > 0) {
                throw e;
            }
            awaitStubbornly();
            Thread.currentThread().interrupt();
        }
        return result();
    }

    private void awaitStubbornly() {
        boolean isOver = false;
        while (!isOver) {
            try {
                over.await();
                isOver = true;
            } catch (InterruptedException e) {
                isOver = false; // it was passed on before, and is set again afterwards
            }
        }
    }

    @SuppressWarnings("NullAway") // without a failure there is a value, which may be null
    private T result() {
        Ended<@Nullable T> end = ended;
        if (end == null) {
            throw new AssertionError("It is over, and nothing has come of it");
        }
        if (end.failure() != null) {
            if (end.failure() instanceof InterruptedException) {
                Thread.interrupted(); // told by this very exception
            }
            throw Sneaky.rethrow(end.failure());
        }
        return end.value();
    }
}
