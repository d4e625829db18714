// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;

/// The interrupt signal of the terminal (control C), while somebody handles it.
///
/// The JDK offers signals to programs only through `sun.misc.Signal`, in a module that is there for such uses and
/// supported until there is something better. The compiler warns of every mention of it, hence the reflection. Where it
/// is missing, or the JVM was told to leave signals alone (`-Xrs`), or the program has a handler of its own, nothing is
/// handled here.
final class Sigint implements AutoCloseable {

    private static final String PACKAGE = "sun.misc.";

    private final @Nullable Object previous;

    private Sigint(@Nullable Object previous) {
        this.previous = previous;
    }

    /// Whether the caller is the thread that the JVM's launcher has started, the one a user takes for the program. It has
    /// no other mark than its name and group.
    static boolean isForCaller() {
        Thread caller = Thread.currentThread();
        ThreadGroup group = caller.getThreadGroup();
        return !caller.isVirtual() && caller.getName().equals("main") && group != null && group.getName().equals("main");
    }

    /// Has the signal handled by somebody until this is closed.
    ///
    /// @param handler called on a thread of its own, for each signal
    static Sigint handledBy(Runnable handler) {
        try {
            Class<?> type = Class.forName(PACKAGE + "SignalHandler");
            Object mine = Proxy.newProxyInstance(Sigint.class.getClassLoader(), new Class<?>[] {type},
                    (proxy, method, arguments) -> switch (method.getName()) {
                        case "handle" -> {
                            handler.run();
                            yield null;
                        }
                        case "equals" -> proxy == arguments[0];
                        case "hashCode" -> System.identityHashCode(proxy);
                        default -> "the handler of an event loop";
                    });
            Object before = install(mine);
            if (!before.getClass().getName().startsWith(PACKAGE)) { // not the JVM's own
                install(before);
                return new Sigint(null);
            }
            return new Sigint(before);
        } catch (ReflectiveOperationException e) {
            return new Sigint(null);
        }
    }

    private static Object install(Object handler) throws ReflectiveOperationException {
        Class<?> signal = Class.forName(PACKAGE + "Signal");
        return signal.getMethod("handle", signal, Class.forName(PACKAGE + "SignalHandler"))
                .invoke(null, signal.getConstructor(String.class).newInstance("INT"), handler);
    }

    @Override
    public void close() {
        if (previous != null) {
            try {
                install(previous);
            } catch (ReflectiveOperationException e) {
                throw new LinkageError("What was a handler before is none now", e);
            }
        }
    }
}
