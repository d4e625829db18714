// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import dev.thrum.core.Action;
import java.util.concurrent.RejectedExecutionException;

/// What a loop does at a signal of the operating system: what [EventLoop#onSignal] answers.
///
/// It is in force until it is closed or the loop's main task has ended with all others. Then whatever handled the signal
/// before does so again. If there are several for one signal, the latest gets it.
///
/// Source: `loop.add_signal_handler`, `trio.open_signal_receiver`.
public final class SignalHandle implements AutoCloseable {

    private final String signal;
    private final EventLoop loop;
    private final Runnable removal;

    SignalHandle(EventLoop loop, String signal, Action<?> action) {
        this.loop = loop;
        this.signal = signal;
        this.removal = Signals.handle(signal, () -> call(loop, action));
    }

    /// On a thread of the JVM.
    private static void call(EventLoop loop, Action<?> action) {
        try {
            loop.callSoonThreadSafe(action);
        } catch (RejectedExecutionException e) {
            return; // it has ended, and its handlers are being taken away
        }
    }

    /// Takes the action away. Never blocks. Any thread may call it; of no effect the second time.
    @Override
    public void close() {
        removal.run();
        loop.signalHandles().remove(this);
    }

    @Override
    public String toString() {
        return "what " + loop + " does at " + (signal.startsWith("SIG") ? "" : "SIG") + signal;
    }
}
