// SPDX-License-Identifier: Apache-2.0

package dev.thrum.benchmarks;

import dev.thrum.core.Appointment;
import dev.thrum.core.Baton;
import dev.thrum.coroutines.Callback;
import dev.thrum.coroutines.EventLoop;
import io.netty.util.HashedWheelTimer;
import io.netty.util.Timeout;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// A timer that is set and cancelled before it rings, as nearly all time-outs are: 1,000 are set, an hour ahead and a
/// second apart, and then cancelled in the same order. One operation is one timer.
///
/// Netty's wheel puts both off: it leaves them in a queue for its thread, which looks every tenth of a second. The
/// executor of the JDK takes cancelled timers out at once, as ours does; by default it would keep them for the hour.
/// `asyncioCallLater` comes from `python/loop_timers.py`.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 20, time = 100, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
public class LoopTimers {

    private static final int TIMERS = 1_000;
    private static final int BATCHES = 20;
    private static final long FIRST_SECOND = 3_600;

    private final ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1);
    private final HashedWheelTimer wheel = new HashedWheelTimer();

    /// Makes the executor forget timers that are cancelled.
    public LoopTimers() {
        executor.setRemoveOnCancelPolicy(true);
    }

    /// Ends the threads of the peers.
    @TearDown
    public void close() {
        executor.shutdownNow();
        wheel.stop();
    }

    /// Sets a timer and gives what cancels it.
    private interface Clock<T> {
        T set(long second);
    }

    /// Cancels a timer.
    private interface Bell<T> {
        void cancel(T timer);
    }

    private static <T> int setAndCancel(T[] timers, Clock<T> clock, Bell<T> bell) {
        for (int batch = 0; batch < BATCHES; batch++) {
            for (int i = 0; i < TIMERS; i++) {
                timers[i] = clock.set(FIRST_SECOND + i);
            }
            for (T timer : timers) {
                bell.cancel(timer);
            }
        }
        return timers.length;
    }

    /// Ours: callbacks of an event loop, each of which could be a task.
    @Benchmark
    @OperationsPerInvocation(TIMERS * BATCHES)
    public int eventLoopCallLater() throws InterruptedException {
        return EventLoop.run(() -> setAndCancel(new Callback[TIMERS],
                second -> EventLoop.callLater(Duration.ofSeconds(second), () -> {}), Callback::cancel));
    }

    /// Ours: errands of a baton, on which the callbacks rest.
    @Benchmark
    @OperationsPerInvocation(TIMERS * BATCHES)
    public void batonAt() throws InterruptedException {
        Baton baton = Baton.inRealTime("benchmark");
        baton.fork("strand", () -> setAndCancel(new Appointment[TIMERS],
                second -> baton.at(TimeUnit.SECONDS.toNanos(second), () -> {}), Appointment::cancel));
        baton.drive();
    }

    /// Peer: the JDK's executor.
    @Benchmark
    @OperationsPerInvocation(TIMERS * BATCHES)
    public int scheduledThreadPool() {
        return setAndCancel(new Future<?>[TIMERS],
                second -> executor.schedule(() -> {}, second, TimeUnit.SECONDS), timer -> timer.cancel(false));
    }

    /// Peer: Netty's wheel.
    @Benchmark
    @OperationsPerInvocation(TIMERS * BATCHES)
    public int hashedWheelTimer() {
        return setAndCancel(new Timeout[TIMERS],
                second -> wheel.newTimeout(_ -> {}, second, TimeUnit.SECONDS), Timeout::cancel);
    }
}
