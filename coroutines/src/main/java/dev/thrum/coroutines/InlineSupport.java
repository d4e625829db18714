// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;
import java.lang.reflect.Proxy;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import org.slf4j.LoggerFactory;

/// The three things of the JDK that are not public and that a body on its consumer's own thread needs. They can be had
/// where the user has opened `java.base/java.lang` to this module.
///
/// Source: `java.lang.ThreadBuilders`, `java.lang.VirtualThread` and `java.lang.Thread` of JDK 25.
final class InlineSupport {

    private static final boolean IS_AVAILABLE = find();

    private InlineSupport() {}

    /// Whether the JDK is open enough, and is as this class expects it.
    static boolean isAvailable() {
        return IS_AVAILABLE;
    }

    private static boolean find() {
        if (!Object.class.getModule().isOpen("java.lang", InlineSupport.class.getModule())) {
            return false;
        }
        try {
            return Jdk.CARRIERS != null;
        } catch (ExceptionInInitializerError otherJdk) {
            LoggerFactory.getLogger(Generator.class).warn("This JDK cannot run bodies on their consumers' threads",
                    otherJdk.getCause());
            return false;
        }
    }

    /// Creates a virtual thread that runs where a scheduler says.
    static Thread newVirtualThread(Executor scheduler, String name, Runnable work) {
        try {
            return (Thread) Jdk.NEW_VIRTUAL_THREAD.invokeExact(scheduler, name, 0, work);
        } catch (Throwable failure) {
            throw Sneaky.rethrow(failure);
        }
    }

    /// The carriers of all other virtual threads.
    static Executor carriers() {
        return Jdk.CARRIERS;
    }

    /// What is not public.
    private static final class Jdk {

        /// A virtual thread with a scheduler of one's own.
        private static final MethodHandle NEW_VIRTUAL_THREAD;

        private static final Executor CARRIERS;

        // What Thread.interrupt() calls while it holds the thread's interrupt lock, and its type.
        private static final VarHandle INTERRUPT_HOOK;
        private static final Class<?> INTERRUPTIBLE;

        static {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            try {
                Class<?> builders = Class.forName("java.lang.ThreadBuilders");
                NEW_VIRTUAL_THREAD = MethodHandles.privateLookupIn(builders, lookup).findStatic(builders,
                        "newVirtualThread",
                        MethodType.methodType(Thread.class, Executor.class, String.class, int.class, Runnable.class));
                Class<?> virtualThread = Class.forName("java.lang.VirtualThread");
                CARRIERS = (Executor) MethodHandles.privateLookupIn(virtualThread, lookup)
                        .findStaticVarHandle(virtualThread, "DEFAULT_SCHEDULER", ForkJoinPool.class)
                        .get();
                INTERRUPTIBLE = Class.forName("sun.nio.ch.Interruptible");
                INTERRUPT_HOOK = MethodHandles.privateLookupIn(Thread.class, lookup)
                        .findVarHandle(Thread.class, "nioBlocker", INTERRUPTIBLE);
            } catch (ReflectiveOperationException otherJdk) {
                throw new ExceptionInInitializerError(otherJdk);
            }
        }

        private Jdk() {}
    }

    /// Notices that a carrier is interrupted. The JDK clears a carrier's interrupt status when it mounts and unmounts a
    /// virtual thread: for its own carriers that is right, but this one is somebody's thread.
    static final class InterruptWatch {
        private final Runnable onInterrupt;
        private final Object hook;

        private volatile boolean wasInterrupted;

        InterruptWatch(Runnable onInterrupt) {
            this.onInterrupt = onInterrupt;
            this.hook = Proxy.newProxyInstance(null, new Class<?>[] {Jdk.INTERRUPTIBLE}, (proxy, method, arguments) -> {
                if (method.getName().equals("interrupt")) {
                    interrupted();
                }
                return null;
            });
        }

        private void interrupted() {
            wasInterrupted = true;
            onInterrupt.run();
        }

        /// Watches the calling thread from now on. An interrupt is either seen by the hook, or came before it was set
        /// and is found now: `Thread.interrupt` sets the status first and looks for a hook then.
        void begin(Thread carrier) {
            Jdk.INTERRUPT_HOOK.setVolatile(carrier, hook);
            if (Thread.interrupted()) {
                wasInterrupted = true;
            }
        }

        /// Stops watching; answers whether the thread was interrupted meanwhile.
        boolean end(Thread carrier) {
            Jdk.INTERRUPT_HOOK.setVolatile(carrier, null);
            boolean result = wasInterrupted || carrier.isInterrupted();
            wasInterrupted = false;
            return result;
        }
    }
}
