// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.thrum.core.CancelScope;
import dev.thrum.core.DeadlineExceededException;
import dev.thrum.core.Strand;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

@ResourceLock(Resources.SYSTEM_ERR)
class ShieldTest extends LoopTestBase {

    @DisplayName("18: a cancellation of the wait spares the task; the wait ends at once")
    @Test
    void anOuterCancelSparesTheTask() throws Exception {
        run(() -> {
            Task<Integer> inner = EventLoop.spawn(after(5, 5));
            assertThatExceptionOfType(DeadlineExceededException.class)
                    .isThrownBy(() -> CancelScope.timeout(seconds(1), () -> Tasks.shield(inner)));
            at("timed out");
            assertThat(inner.cancelling()).isZero();
            at("value " + inner.await());
            assertThat(Tasks.shield(inner)).isEqualTo(5);
            return 0;
        });
        assertThat(trace).containsExactly("timed out at 1", "value 5 at 5");
    }

    @DisplayName("18: a cancellation of the task, and its failure, reach who shields it")
    @Test
    void anInnerCancelReachesOutside() throws Exception {
        run(() -> {
            Task<Integer> inner = EventLoop.spawn(sleeper("inner"));
            Task<Integer> waiter = EventLoop.spawn(() -> Tasks.shield(inner));
            Strand.yieldNow();
            inner.cancel("from within");
            assertThatExceptionOfType(ExecutionException.class).isThrownBy(waiter::await)
                    .withCauseInstanceOf(CancellationException.class).withMessageContaining("from within");
            Task<Integer> bad = EventLoop.spawn(failAfter(1, new IllegalStateException("broken")));
            assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> Tasks.shield(bad))
                    .withCauseInstanceOf(IllegalStateException.class);
            return 0;
        });
    }

    @DisplayName("18: a failure of the task after the wait was cancelled is reported")
    @Test
    void aLateFailureIsReported() throws Exception {
        String log = Logged.by(() -> run(() -> {
            Task<Integer> inner = EventLoop.spawn("inner", failAfter(5, new IllegalStateException("too late")));
            assertThatExceptionOfType(DeadlineExceededException.class)
                    .isThrownBy(() -> CancelScope.timeout(seconds(1), () -> Tasks.shield(inner)));
            return after(10, 0).call();
        }));
        assertThat(log).containsOnlyOnce("task \"inner\" failed and nobody retrieved its failure")
                .containsOnlyOnce("IllegalStateException: too late");
    }
}
