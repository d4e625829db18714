// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import dev.thrum.core.Body;
import dev.thrum.core.CancelScope;
import dev.thrum.core.CancelledException;
import dev.thrum.core.Strand;
import dev.thrum.core.VirtualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// What programs of tasks are written with. The other side is `oracle/virtual_loop.py`.
abstract class LoopPrograms extends Programs {

    private final VirtualClock clock = new VirtualClock();

    final <T> T run(Body<T, Exception> main) throws Exception {
        return EventLoop.builder().clock(clock).run(main);
    }

    static Duration seconds(long seconds) {
        return Duration.ofSeconds(seconds);
    }

    /// Traces with the time in seconds.
    final boolean at(@Nullable Object... words) {
        List<@Nullable Object> line = new ArrayList<>(Arrays.asList(words));
        line.add("at");
        line.add(clock.elapsed().toSeconds());
        trace(line.toArray());
        return true;
    }

    static <T> Callable<T> after(long seconds, T value) {
        return () -> {
            Strand.sleep(seconds(seconds));
            return value;
        };
    }

    static <T> Callable<T> failAfter(long seconds, Exception failure) {
        return () -> {
            Strand.sleep(seconds(seconds));
            throw failure;
        };
    }

    final Callable<@Nullable Object> sleeper(String name) {
        return sleeper(name, 0);
    }

    /// Sleeps for long, and traces when it is cancelled, and when it has cleaned up after that.
    final Callable<@Nullable Object> sleeper(String name, long cleanUp) {
        return () -> {
            try {
                Strand.sleep(seconds(1000));
                at(name, "slept");
                return null;
            } catch (CancelledException e) {
                at(name, "cancelled");
                CancelScope.shielded(() -> {
                    Strand.sleep(seconds(cleanUp));
                    return at(name, "cleaned up");
                });
                throw e;
            }
        };
    }

    /// Traces what something gives: a value, an exception, a cancellation.
    final void outcome(String label, Callable<?> call) {
        try {
            at(label, "->", call.call());
        } catch (CancelledException | CancellationException e) {
            at(label, "cancelled");
        } catch (TimeoutException e) {
            at(label, "timed out");
        } catch (TaskGroupException e) {
            at(label, "raises", e.failures());
        } catch (ExecutionException e) {
            at(label, "raises", e.getCause());
        } catch (Exception e) { // the trace of any is compared with Python's
            at(label, "raises", e);
        }
    }
}
