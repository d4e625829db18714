// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import dev.thrum.core.Appointment;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// Something that a loop is to do soon or later: what [EventLoop#callSoon], [EventLoop#callLater] and
/// [EventLoop#callAt] answer.
///
/// A callback runs as a task of its own, which is made when its time has come; until then it is a timer of some 100
/// bytes. So it may wait, unlike those of `asyncio`. What it throws is logged. The end of the loop's main task cancels
/// it, or drops it if its time has not come.
///
/// Source: `asyncio.Handle`, `asyncio.TimerHandle`.
public final class Callback {

    //    PENDING --its first step--> BEGUN
    //       |
    //       +------cancel()------> CANCELLED
    private static final int PENDING = 0;
    private static final int BEGUN = 1;
    private static final int CANCELLED = 2;

    private final AtomicInteger state = new AtomicInteger(PENDING);
    private final Calls loop;
    private final Callable<?> body;
    private final long when;

    /// The timer; written before anybody else sees this.
    private @Nullable Appointment appointment;

    Callback(Calls loop, Callable<?> body, long when) {
        this.loop = loop;
        this.body = body;
        this.when = when;
    }

    Callback start() {
        loop.startCallback(this::step);
        return this;
    }

    Callback startWhenDue() {
        appointment = loop.baton().at(when, this::startIfWanted);
        return this;
    }

    private void startIfWanted() {
        if (state.get() == PENDING) {
            try {
                start();
            } catch (RejectedExecutionException e) { // the loop has ended, and with it all that was to come
                state.set(CANCELLED);
            }
        }
    }

    private boolean step() throws Exception {
        boolean begins = state.compareAndSet(PENDING, BEGUN);
        if (begins) {
            body.call();
        }
        return begins;
    }

    /// Sees to it that this is not called. Never blocks; any thread may call it.
    ///
    /// @return false if it has begun, or was cancelled before
    public boolean cancel() {
        if (!state.compareAndSet(PENDING, CANCELLED)) {
            return false;
        }
        Appointment timer = appointment;
        if (timer != null) {
            timer.cancel();
        }
        return true;
    }

    /// Whether this was cancelled, and so is never called.
    ///
    /// @return true once [#cancel()] has answered true
    public boolean isCancelled() {
        return state.get() == CANCELLED;
    }

    /// When this is to be called.
    ///
    /// @return a time as [EventLoop#time()] reads it
    public Duration when() {
        return Duration.ofNanos(when);
    }

    @Override
    public String toString() {
        return "callback at " + when() + switch (state.get()) {
            case PENDING -> "";
            case BEGUN -> " (begun)";
            default -> " (cancelled)";
        };
    }
}
