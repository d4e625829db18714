// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import dev.thrum.coroutines.InlineSupport.Jdk;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;

/// Notices that a platform thread is interrupted while it carries a virtual thread. The JDK clears a carrier's interrupt
/// status when it mounts and unmounts a virtual thread: for its own carriers that is right, but this one is somebody's
/// thread.
final class InterruptWatch {

    // Thread.interrupt() sets the status first, and then looks for a hook under the thread's interrupt lock. So of an
    // interrupt that comes as the watch begins, either the hook hears, or look() finds the status, which comes after
    // something that orders it with begin(). And when end() has had the lock, a hook that was called is done.

    private static final VarHandle IS_ON;

    static {
        try {
            IS_ON = MethodHandles.lookup().findVarHandle(InterruptWatch.class, "isOn", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Object hook;

    // Who is watched, and its lock. Touched by that thread only.
    private @Nullable Thread watched;
    private Object lock = this;

    /// Written by the watched thread, read by the hook. Opaque: what orders it is the fence and the lock.
    @SuppressWarnings("unused") // through IS_ON only
    private boolean isOn;

    /// Written by the hook under the lock, and by the watched thread.
    private volatile boolean wasInterrupted;

    InterruptWatch(Runnable onInterrupt) {
        this.hook = Proxy.newProxyInstance(null, new Class<?>[] {Jdk.INTERRUPTIBLE}, (proxy, method, arguments) -> {
            if (method.getName().equals("interrupt") && (boolean) IS_ON.getOpaque(this)) {
                wasInterrupted = true;
                onInterrupt.run();
            }
            return null;
        });
    }

    /// Watches the calling thread from now on. What comes next must be a full fence, and then [#look].
    void begin(Thread caller) {
        if (watched != caller) {
            watched = caller;
            lock = Jdk.INTERRUPT_LOCK.get(caller);
        }
        if (Jdk.INTERRUPT_HOOK.get(caller) != hook) { // any channel the thread has used takes it away
            Jdk.INTERRUPT_HOOK.set(caller, hook);
        }
        IS_ON.setOpaque(this, true);
    }

    /// Looks for an interrupt that came too early for the hook.
    void look(Thread caller) {
        if (caller.isInterrupted()) {
            wasInterrupted = true;
        }
    }

    /// Stops watching; answers whether the thread was interrupted meanwhile.
    boolean end(Thread caller) {
        Object callers = lock;
        synchronized (callers) {
            IS_ON.setOpaque(this, false);
            boolean result = wasInterrupted || caller.isInterrupted();
            wasInterrupted = false;
            return result;
        }
    }
}
