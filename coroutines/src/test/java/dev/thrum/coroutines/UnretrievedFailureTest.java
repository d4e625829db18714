// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thrum.core.Strand;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

/// Event-loop behaviour 13; the log of the tests goes to the standard error stream.
@Timeout(30)
@ResourceLock(Resources.SYSTEM_ERR)
class UnretrievedFailureTest {

    private static String logOf(dev.thrum.core.Action<Exception> program) throws Exception {
        PrintStream real = System.err;
        ByteArrayOutputStream captured = new ByteArrayOutputStream();
        System.setErr(new PrintStream(captured, true, StandardCharsets.UTF_8));
        try {
            program.run();
        } finally {
            System.setErr(real);
        }
        return captured.toString(StandardCharsets.UTF_8);
    }

    @DisplayName("13: a failure that nobody retrieved is reported once")
    @Test
    void aFailureNobodyRetrievedIsReportedOnce() throws Exception {
        String log = logOf(() -> EventLoop.run(() -> {
            EventLoop.spawn("lost", () -> {
                throw new IllegalArgumentException("nobody will ask");
            });
            Strand.yieldNow();
            return 0;
        }));
        assertThat(log).containsOnlyOnce("task \"lost\" failed and nobody retrieved its failure")
                .containsOnlyOnce("IllegalArgumentException: nobody will ask");
    }

    @DisplayName("13: a retrieved failure and a cancellation are not reported")
    @Test
    void aRetrievedFailureAndACancellationAreNot() throws Exception {
        String log = logOf(() -> EventLoop.run(() -> {
            Task<Integer> bad = EventLoop.spawn(() -> {
                throw new IllegalArgumentException("asked for");
            });
            Task<Integer> cancelled = EventLoop.spawn(() -> 1);
            cancelled.cancel("not needed");
            try {
                return bad.await();
            } catch (ExecutionException e) {
                return 0;
            }
        }));
        assertThat(log).isEmpty();
    }

    @DisplayName("13: a gather that has failed speaks for those that fail later")
    @Test
    void aFailedGatherSpeaksForThoseThatFailLater() throws Exception {
        String log = logOf(() -> EventLoop.run(() -> {
            Task<Integer> first = EventLoop.spawn(() -> {
                throw new IllegalArgumentException("first");
            });
            Task<Integer> later = EventLoop.spawn(() -> {
                Strand.yieldNow();
                Strand.yieldNow();
                throw new IllegalArgumentException("later");
            });
            try {
                Tasks.gather(List.of(first, later));
            } catch (ExecutionException e) {
                assertThat(later.isDone()).isFalse();
            }
            while (!later.isDone()) {
                Strand.yieldNow();
            }
            return 0;
        }));
        assertThat(log).isEmpty();
    }

    @DisplayName("13: the failure of the main task is thrown and not reported")
    @Test
    void theFailureOfTheMainTaskIsThrownAndNotReported() throws Exception {
        String log = logOf(() -> {
            try {
                EventLoop.run(() -> {
                    throw new IllegalArgumentException("main");
                });
            } catch (IllegalArgumentException e) {
                assertThat(e).hasMessage("main");
            }
        });
        assertThat(log).isEmpty();
    }
}
