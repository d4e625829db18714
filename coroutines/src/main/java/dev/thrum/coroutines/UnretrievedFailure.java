// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The report of a task's failure that is made unless somebody retrieves the failure first: when the task has become
/// unreachable, or when its loop ends, whichever comes first, and once.
final class UnretrievedFailure implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(EventLoop.class);

    private final String task;
    private final Throwable failure;
    private final Runnable forget;
    private final AtomicBoolean settled = new AtomicBoolean();

    /// Must not refer to the task itself, which would then never become unreachable.
    UnretrievedFailure(String task, Throwable failure, java.util.function.Consumer<UnretrievedFailure> forget) {
        this.task = task;
        this.failure = failure;
        this.forget = () -> forget.accept(this);
    }

    void retrieved() {
        if (settled.compareAndSet(false, true)) {
            forget.run();
        }
    }

    /// Nobody has asked.
    @Override
    public void run() {
        if (settled.compareAndSet(false, true)) {
            forget.run();
            LOG.error("{} failed and nobody retrieved its failure", task, failure);
        }
    }
}
