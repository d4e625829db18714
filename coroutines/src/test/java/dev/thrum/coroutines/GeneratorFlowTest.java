// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thrum.core.Strand;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("36: generators and publishers, beyond what the TCK asks")
class GeneratorFlowTest {

    private final BlockingQueue<Object> signals = new LinkedBlockingQueue<>();
    private final CountDownLatch cleaned = new CountDownLatch(1);

    private final Generator<Integer> numbers = Generator.of(out -> {
        try {
            for (int i = 1; ; i++) {
                out.yield(i);
            }
        } finally {
            cleaned.countDown();
        }
    });

    private final class Recorder implements Flow.Subscriber<Object> {
        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            signals.add(subscription);
        }

        @Override
        public void onNext(Object item) {
            signals.add(item);
        }

        @Override
        public void onError(Throwable failure) {
            signals.add(failure);
        }

        @Override
        public void onComplete() {
            signals.add("complete");
        }
    }

    private Object signal() throws InterruptedException {
        Object signal = signals.poll(ConsumerThread.TIMEOUT_SECONDS, TimeUnit.SECONDS);
        assertThat(signal).isNotNull();
        return signal;
    }

    private Flow.Subscription subscribe(Generator<?> generator) throws InterruptedException {
        generator.toPublisher().subscribe(new Recorder());
        return (Flow.Subscription) signal();
    }

    @Test
    void givesWhatIsAskedForAndCleansUpWhenCancelled() throws Exception {
        Flow.Subscription subscription = subscribe(numbers);
        subscription.request(2);
        assertThat(signal()).isEqualTo(1);
        assertThat(signal()).isEqualTo(2);
        subscription.request(1);
        assertThat(signal()).isEqualTo(3);
        subscription.cancel();
        assertThat(cleaned.await(ConsumerThread.TIMEOUT_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(signals).isEmpty();
    }

    @Test
    void cancellingEndsABodyThatWaits() throws Exception {
        CountDownLatch waiting = new CountDownLatch(1);
        Flow.Subscription subscription = subscribe(Generator.of(out -> {
            try {
                waiting.countDown();
                Strand.sleep(Duration.ofDays(1));
            } finally {
                cleaned.countDown();
            }
        }));
        waiting.await();
        subscription.cancel();
        assertThat(cleaned.await(ConsumerThread.TIMEOUT_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(signals).isEmpty();
    }

    @Test
    void anErrorComesAfterTheItemsBeforeIt() throws Exception {
        IOException failure = new IOException();
        Flow.Subscription subscription = subscribe(Generator.of(out -> {
            out.yield(1);
            throw failure;
        }));
        subscription.request(9);
        assertThat(signal()).isEqualTo(1);
        assertThat(signal()).isSameAs(failure);
    }

    @Test
    void nullIsAnErrorAndEndsTheBody() throws Exception {
        Flow.Subscription subscription = subscribe(numbers.map(_ -> null));
        subscription.request(9);
        assertThat(signal()).isInstanceOf(NullPointerException.class);
        assertThat(cleaned.getCount()).isZero();
    }

    @Test
    void anExecutorThatRefusesIsAnError() throws Exception {
        RejectedExecutionException failure = new RejectedExecutionException();
        numbers.toPublisher(_ -> {
            throw failure;
        }).subscribe(new Recorder());
        assertThat(signal()).isInstanceOf(Flow.Subscription.class);
        assertThat(signal()).isSameAs(failure);
        assertThatNullPointerException().isThrownBy(() -> numbers.toPublisher().subscribe(null));
    }

    @Test
    void roundTrip() {
        Generator<Integer> there = Generator.range(0, 5_000);
        Generator<Integer> back = Generator.from(there.toPublisher(), 16);
        assertThat(back.toList()).isEqualTo(there.toList());
        assertThat(back.map(n -> n + 1).take(3).toList()).containsExactly(1, 2, 3);
        try (GeneratorIterator<Integer> items = back.iterator()) {
            for (int i = 0; i < 100; i++) {
                assertThat(items.next()).isEqualTo(i);
            }
        }
    }

    @Test
    void leavingAnIterationCancelsTheSubscription() throws Exception {
        assertThat(Generator.from(numbers.toPublisher(), 3).take(2).toList()).containsExactly(1, 2);
        assertThat(cleaned.await(ConsumerThread.TIMEOUT_SECONDS, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void takesFromAPublisherOfTheJdk() throws Throwable {
        SubmissionPublisher<Integer> publisher = new SubmissionPublisher<>();
        CountDownLatch subscribed = new CountDownLatch(1);
        Flow.Publisher<Integer> noted = subscriber -> {
            publisher.subscribe(subscriber);
            subscribed.countDown();
        };
        ConsumerThread.Running reader = ConsumerThread.VIRTUAL.start(() ->
                assertThat(Generator.from(noted, 8).toList()).isEqualTo(Generator.range(0, 1_000).toList()));
        subscribed.await();
        Generator.range(0, 1_000).forEach(publisher::submit);
        publisher.close();
        reader.join();
    }

    @Test
    void aPublisherThatGivesTooMuchIsRefused() {
        Flow.Publisher<Integer> rude = subscriber -> {
            subscriber.onSubscribe(new Flow.Subscription() {
                @Override
                public void request(long count) {}

                @Override
                public void cancel() {
                    signals.add("cancelled");
                }
            });
            for (int i = 0; i < 100; i++) {
                subscriber.onNext(i);
            }
        };
        assertThatThrownBy(() -> Generator.from(rude, 4).toList()).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("more items than it was asked for");
        assertThat(signals).containsExactly("cancelled");
    }

    @Test
    void badArgumentsAreRefusedAtOnce() {
        assertThatIllegalArgumentException().isThrownBy(() -> Generator.from(numbers.toPublisher(), 0));
        assertThatNullPointerException().isThrownBy(() -> Generator.from((Flow.Publisher<Integer>) null, 1));
        assertThatNullPointerException().isThrownBy(() -> numbers.toPublisher(null));
    }
}
