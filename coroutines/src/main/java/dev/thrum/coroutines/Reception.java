// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import java.util.Objects;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/// One iteration over a publisher's items, which is one subscription.
///
/// @param <T> the items
final class Reception<T> implements Feed<T>, Flow.Subscriber<T> {

    private final Flow.Publisher<? extends T> publisher;
    private final int capacity;
    private final Inbox<T> inbox;

    // Touched by the consumer only.
    private boolean started;
    private int takenSinceRequest;

    // null --onSubscribe--> the subscription. Both guarded by this object's monitor, so that the publisher hears of the
    // first request before it hears of a cancellation (rule 2.7).
    private Flow.@Nullable Subscription subscription;
    private boolean cancelled;

    Reception(String name, Flow.Publisher<? extends T> publisher, int capacity) {
        this.publisher = publisher;
        this.capacity = capacity;
        this.inbox = new Inbox<>("the next item of " + name, capacity);
    }

    // --------------------------------------------------------------------------------------------- the consumer's side

    @Override
    public boolean isReady() {
        return inbox.isReady();
    }

    @Override
    public boolean awaitItem() throws InterruptedException {
        if (!started) {
            started = true;
            publisher.subscribe(this);
        }
        return inbox.awaitItem();
    }

    @Override
    public T take() {
        T item = inbox.take();
        if (++takenSinceRequest > capacity / 2) {
            int count = takenSinceRequest;
            takenSinceRequest = 0;
            Flow.Subscription present = subscription();
            if (present != null && !inbox.hasEnded()) {
                present.request(count);
            }
        }
        return item;
    }

    @Override
    public @Nullable Throwable failure() {
        return inbox.failure();
    }

    @Override
    public void close() {
        cancel();
        inbox.clear();
    }

    @Override
    public void abandon() {
        cancel();
    }

    private void cancel() {
        Flow.Subscription present;
        synchronized (this) {
            if (cancelled) {
                return;
            }
            cancelled = true;
            present = subscription;
        }
        if (present != null && !inbox.hasEnded()) {
            present.cancel();
        }
    }

    private synchronized Flow.@Nullable Subscription subscription() {
        return subscription;
    }

    // -------------------------------------------------------------------------------------------- the publisher's side

    @Override
    public void onSubscribe(Flow.Subscription offered) {
        Objects.requireNonNull(offered, "subscription");
        synchronized (this) {
            if (!cancelled && subscription == null) {
                subscription = offered;
                offered.request(capacity);
                return;
            }
        }
        offered.cancel(); // rule 2.5, or nobody waits any more
    }

    @Override
    public void onNext(T item) {
        Objects.requireNonNull(item, "item");
        if (!inbox.hasEnded() && !inbox.put(item)) {
            cancel();
            inbox.end(new IllegalStateException(publisher + " has given more items than it was asked for"));
        }
    }

    @Override
    public void onError(Throwable failure) {
        inbox.end(Objects.requireNonNull(failure, "failure"));
    }

    @Override
    public void onComplete() {
        inbox.end(null);
    }
}
