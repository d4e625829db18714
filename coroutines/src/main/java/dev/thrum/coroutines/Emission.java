// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import dev.thrum.core.CancelScope;
import dev.thrum.core.Resource;
import dev.thrum.core.Scheduler;
import dev.thrum.core.WaitQueue;
import dev.thrum.core.Waiter;
import java.util.Objects;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One subscription to a generator's publisher: a run of the body, by push, that waits in its yields for demand.
///
/// @param <T> the items
final class Emission<T> implements Flow.Subscription, Runnable {

    // All signals come from the one strand that runs the body, so they are serial (rule 1.3). The methods of the
    // subscription only set a state and wake that strand, so they neither block nor recurse (3.3 to 3.5).

    private static final Logger LOG = LoggerFactory.getLogger(Generator.class);

    private final String name;
    private final Operators<? extends T> generator;
    private final CancelScope scope;
    private final WaitQueue emitter;
    private final ExitSignal exit = new ExitSignal();

    /// Who is told; nobody after the end, so that the subscriber can be collected (3.13).
    private volatile Flow.@Nullable Subscriber<? super T> subscriber;

    /// How many items were asked for and not yet set aside by the body's strand.
    private final AtomicLong requested = new AtomicLong();

    private volatile boolean cancelled;

    /// Whether a number was asked for that is not positive (3.9).
    private volatile boolean misused;

    /// Touched by the body's strand only: how many items it may still give before it looks at `requested` again.
    private long allowed;

    Emission(String name, Operators<? extends T> generator, Flow.Subscriber<? super T> subscriber) {
        this.name = name;
        this.generator = generator;
        this.subscriber = subscriber;
        this.scope = new CancelScope(name);
        this.emitter = new WaitQueue(new Resource() {
            @Override
            public String name() {
                return "demand for items of " + Emission.this.name;
            }
        });
    }

    // ------------------------------------------------------------------------------------------- called by subscribers

    @Override
    public void request(long count) {
        if (count <= 0) {
            misused = true;
        } else {
            requested.accumulateAndGet(count, (before, more) -> before + more < 0 ? Long.MAX_VALUE : before + more);
        }
        emitter.grantFirst();
    }

    @Override
    public void cancel() {
        cancelled = true;
        if (!emitter.grantFirst()) {
            scope.cancel("the subscriber of " + name + " has cancelled");
        }
    }

    // --------------------------------------------------------------------------------------- called by the body's strand

    /// Tells the subscriber that there will be no iteration.
    void refuse(Throwable failure) {
        Flow.Subscriber<? super T> told = Objects.requireNonNull(subscriber);
        told.onSubscribe(this);
        end(failure);
    }

    @Override
    public void run() {
        Throwable failure = null;
        try {
            Objects.requireNonNull(subscriber).onSubscribe(this);
            scope.run(() -> generator.forEach(this::emit));
        } catch (Throwable thrown) { // whatever it is, it belongs to the subscriber
            failure = thrown == exit ? ExitSignal.failureIn(thrown) : thrown;
        }
        end(failure);
    }

    private void emit(@Nullable T item) {
        if (item == null) {
            throw new NullPointerException(name + " has yielded null, which a publisher must not give");
        }
        if (allowed == 0) {
            allowed = awaitDemand();
        }
        Flow.Subscriber<? super T> told = subscriber;
        if (cancelled || told == null) {
            throw exit;
        }
        allowed--;
        told.onNext(item);
    }

    private long awaitDemand() {
        long demand = requested.getAndSet(0);
        try {
            while (demand == 0 && !cancelled) {
                requireProperUse();
                Waiter waiter = emitter.enqueue();
                if (requested.get() != 0 || cancelled || misused) {
                    emitter.withdraw(waiter);
                } else {
                    emitter.await(waiter, Scheduler.NEVER);
                }
                demand = requested.getAndSet(0);
            }
        } catch (InterruptedException e) {
            if (!cancelled) {
                throw Sneaky.rethrow(e);
            }
        }
        requireProperUse();
        return demand;
    }

    private void requireProperUse() {
        if (misused && !cancelled) {
            throw new IllegalArgumentException("The subscriber of " + name
                    + " has asked for a number of items that is not positive (Reactive Streams, rule 3.9)");
        }
    }

    private void end(@Nullable Throwable failure) {
        Flow.Subscriber<? super T> told = subscriber;
        subscriber = null;
        if (cancelled || told == null) {
            if (failure != null) {
                LOG.warn("{} was cancelled by its subscriber, and its clean-up failed", name, failure);
            }
        } else if (failure != null) {
            cancelled = true;
            told.onError(failure);
        } else {
            cancelled = true;
            told.onComplete();
        }
    }
}
