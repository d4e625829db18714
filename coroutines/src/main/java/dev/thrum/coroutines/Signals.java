// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The signals of the operating system, as far as the JVM lets programs have them.
///
/// The JDK offers signals only through `sun.misc.Signal`, in a module that is there for such uses and supported until
/// there is something better. The compiler warns of every mention of it, hence the reflection.
final class Signals {

    // Handlers of one signal lie on a pile, of which the uppermost gets the signal. They may be taken away in any order.
    // What handled the signal before the first of them is put back after the last:
    //
    //     no pile --add()--> 1 handler --add()--> 2 handlers ... --remove()--> 1 handler --remove()--> no pile
    private static final String PACKAGE = "sun.misc.";

    /// By signal. Guarded by itself.
    private static final Map<String, Pile> PILES = new HashMap<>();

    /// @param before what handled the signal
    /// @param ours what handles it for the pile
    /// @param handlers the last one is the uppermost
    private record Pile(Object before, Object ours, List<Runnable> handlers) {}

    private Signals() {}

    /// Has a signal handled, from now on by this handler rather than by earlier ones.
    ///
    /// @param name with or without `SIG`
    /// @param handler called on a thread of its own, for each signal
    /// @return to be run in order to take the handler away; of no effect the second time
    /// @throws IllegalArgumentException if there is no such signal, or the JVM or the operating system keeps it
    /// @throws UnsupportedOperationException if this JVM offers no signals
    static Runnable handle(String name, Runnable handler) {
        String signal = name.startsWith("SIG") ? name.substring("SIG".length()) : name;
        synchronized (PILES) {
            Pile pile = PILES.get(signal);
            if (pile == null) {
                pile = pile(signal);
            }
            return add(signal, pile, handler);
        }
    }

    /// Has a signal handled, unless the program does so itself, be it by this library or not.
    ///
    /// @return as [#handle], or `null` if the program does
    static @Nullable Runnable handleIfNobodyDoes(String signal, Runnable handler) {
        synchronized (PILES) {
            if (PILES.containsKey(signal)) {
                return null;
            }
            Pile pile = pile(signal);
            if (!pile.before.getClass().getName().startsWith(PACKAGE)) { // not the JVM's own
                install(signal, pile.before);
                return null;
            }
            return add(signal, pile, handler);
        }
    }

    private static Pile pile(String signal) {
        Object ours = handlerOf(signal);
        return new Pile(install(signal, ours), ours, new ArrayList<>());
    }

    private static Runnable add(String signal, Pile pile, Runnable handler) {
        Runnable mine = new Runnable() { // an identity of its own: the same handler may be there twice
            @Override
            public void run() {
                handler.run();
            }
        };
        pile.handlers.add(mine);
        PILES.put(signal, pile);
        return () -> remove(signal, mine);
    }

    private static void remove(String signal, Runnable handler) {
        synchronized (PILES) {
            Pile pile = PILES.get(signal);
            if (pile != null && pile.handlers.remove(handler) && pile.handlers.isEmpty()) {
                PILES.remove(signal);
                Object present = install(signal, pile.before);
                if (present != pile.ours) {
                    install(signal, present); // somebody has come after us, and stays
                }
            }
        }
    }

    private static void dispatch(String signal) {
        Runnable handler;
        synchronized (PILES) {
            Pile pile = PILES.get(signal);
            handler = pile == null ? () -> {} : pile.handlers.getLast();
        }
        handler.run();
    }

    // ------------------------------------------------------------------------------------------------ the JDK's side

    private static Object handlerOf(String signal) {
        return Proxy.newProxyInstance(Signals.class.getClassLoader(), new Class<?>[] {type("SignalHandler")},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "handle" -> {
                        dispatch(signal);
                        yield null;
                    }
                    case "equals" -> proxy == arguments[0];
                    case "hashCode" -> System.identityHashCode(proxy);
                    default -> "handlers of event loops for SIG" + signal;
                });
    }

    /// @return what has handled the signal so far
    private static Object install(String name, Object handler) {
        Class<?> type = type("Signal");
        try {
            Object signal = type.getConstructor(String.class).newInstance(name);
            return type.getMethod("handle", type, type("SignalHandler")).invoke(null, signal, handler);
        } catch (InvocationTargetException e) {
            throw refusal(name, e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new UnsupportedOperationException("This JVM offers no signals to programs as it should", e);
        }
    }

    private static IllegalArgumentException refusal(String name, @Nullable Throwable cause) {
        String reason = cause == null ? "" : String.valueOf(cause.getMessage());
        return new IllegalArgumentException(reason.startsWith("Unknown")
                ? "There is no signal SIG" + name + " on this operating system; what is wanted is a name such as TERM, HUP "
                        + "or WINCH"
                : "SIG" + name + " cannot be handled: the JVM or the operating system keeps it for itself. Free are TERM, INT "
                        + "and HUP (unless the JVM was started with -Xrs), USR2, WINCH and some others", cause);
    }

    private static Class<?> type(String name) {
        try {
            return Class.forName(PACKAGE + name);
        } catch (ClassNotFoundException e) {
            throw new UnsupportedOperationException("This JVM has no module jdk.unsupported, which offers signals to programs",
                    e);
        }
    }
}
