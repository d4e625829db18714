// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import dev.thrum.core.Action;
import dev.thrum.core.Appointment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;
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

    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(Callback.class, "state", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    @SuppressWarnings("FieldMayBeFinal") // written through STATE
    private volatile int state = PENDING;

    private final Calls loop;
    private final Action<?> action;
    private final Context context;
    private final long when;

    /// The timer; written before anybody else sees this.
    private @Nullable Appointment appointment;

    Callback(Calls loop, Action<?> action, Context context, long when) {
        this.loop = loop;
        this.action = Objects.requireNonNull(action, "action");
        this.context = context;
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
        if (state == PENDING) {
            try {
                start();
            } catch (RejectedExecutionException e) { // the loop has ended, and with it all that was to come
                state = CANCELLED;
            }
        }
    }

    private boolean step() throws Exception {
        return STATE.compareAndSet(this, PENDING, BEGUN) && context.<Boolean, Exception>call(() -> {
            action.run();
            return true;
        });
    }

    /// Sees to it that this is not called. Never blocks; any thread may call it.
    ///
    /// @return false if it has begun, or was cancelled before
    public boolean cancel() {
        if (!STATE.compareAndSet(this, PENDING, CANCELLED)) {
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
        return state == CANCELLED;
    }

    /// When this is to be called.
    ///
    /// @return a time as [EventLoop#time()] reads it
    public Duration when() {
        return Duration.ofNanos(when);
    }

    @Override
    public String toString() {
        return "callback at " + when() + switch (state) {
            case PENDING -> "";
            case BEGUN -> " (begun)";
            default -> " (cancelled)";
        };
    }
}
