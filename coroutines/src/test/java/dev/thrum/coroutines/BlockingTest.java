// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.thrum.core.CancelScope;
import dev.thrum.core.DeadlineExceededException;
import dev.thrum.core.Strand;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// Calls that leave the loop for a time.
class BlockingTest extends LoopTestBase {

    @DisplayName("30: blocking lets the others run")
    @Test
    void blockingLetsTheOthersRun() throws Exception {
        CountDownLatch latch = new CountDownLatch(1);
        EventLoop.run(() -> {
            Task<Boolean> waiter = EventLoop.spawn(() -> EventLoop.blocking(() -> {
                latch.await();
                return trace.add("released");
            }));
            Strand.yieldNow();
            trace.add("others run");
            latch.countDown();
            return waiter.await();
        });
        assertThat(trace).containsExactly("others run", "released");
    }

    @DisplayName("30: cancellation interrupts a blocking call")
    @Test
    void cancellationInterruptsABlockingCall() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        EventLoop.run(() -> {
            Task<Integer> waiter = EventLoop.spawn(() -> EventLoop.blocking(() -> {
                never.await();
                return 1;
            }));
            Strand.yieldNow();
            waiter.cancel("closing time");
            assertThatExceptionOfType(CancellationException.class).isThrownBy(waiter::await)
                    .withMessageContaining("closing time");
            assertThatExceptionOfType(DeadlineExceededException.class)
                    .isThrownBy(() -> CancelScope.timeout(Duration.ofMillis(1), () -> EventLoop.blocking(() -> {
                        never.await();
                        return 1;
                    })));
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
            return 0;
        });
    }

    @DisplayName("31: await of a stage gives its result its failure and its cancellation")
    @Test
    void awaitOfAStageGivesItsResultItsFailureAndItsCancellation() throws Exception {
        run(() -> {
            assertThat(EventLoop.await(CompletableFuture.completedFuture(1))).isEqualTo(1);
            assertThatExceptionOfType(ExecutionException.class)
                    .isThrownBy(() -> EventLoop.await(CompletableFuture.failedFuture(new IOException("down"))))
                    .withCauseInstanceOf(IOException.class);
            CompletableFuture<Integer> never = new CompletableFuture<>();
            assertThatExceptionOfType(DeadlineExceededException.class)
                    .isThrownBy(() -> CancelScope.timeout(Duration.ofSeconds(1), () -> EventLoop.await(never)));
            assertThat(never.isCancelled()).isTrue();
            return 0;
        });
    }
}
