// SPDX-License-Identifier: Apache-2.0

package dev.thrum.benchmarks;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/// The JDK's own one-shot delimited continuation, the mechanism under virtual threads: the floor for whatever suspends
/// without another thread. No library should be built on it: it is not exported, a monitor held across a pause corrupts
/// its owner, and a binding of a scoped value leaks.
///
/// Needs `--add-exports java.base/jdk.internal.vm=ALL-UNNAMED`. The handles are constants, so the calls cost what direct
/// ones would; those could not be compiled with `--release`.
final class RawContinuation {

    private static final MethodHandle RUN;
    private static final MethodHandle YIELD;
    private static final MethodHandle NEW;
    private static final Object SCOPE;

    static {
        MethodHandles.Lookup lookup = MethodHandles.lookup();
        try {
            Class<?> scope = Class.forName("jdk.internal.vm.ContinuationScope");
            Class<?> continuation = Class.forName("jdk.internal.vm.Continuation");
            SCOPE = lookup.findConstructor(scope, MethodType.methodType(void.class, String.class)).invoke("benchmark");
            NEW = lookup.findConstructor(continuation, MethodType.methodType(void.class, scope, Runnable.class))
                    .bindTo(SCOPE)
                    .asType(MethodType.methodType(Object.class, Runnable.class));
            RUN = lookup.findVirtual(continuation, "run", MethodType.methodType(void.class))
                    .asType(MethodType.methodType(void.class, Object.class));
            YIELD = lookup.findStatic(continuation, "yield", MethodType.methodType(boolean.class, scope))
                    .bindTo(SCOPE);
        } catch (Throwable e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Object continuation;

    RawContinuation(Runnable body) {
        try {
            continuation = (Object) NEW.invokeExact(body);
        } catch (Throwable e) {
            throw new AssertionError("the constructor declares nothing", e);
        }
    }

    /// Runs the body to its next pause or to its end.
    void run() {
        try {
            RUN.invokeExact(continuation);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError("a Runnable throws nothing checked", e);
        }
    }

    /// Called by the body: lets [#run()] return, and returns when it is called again.
    @SuppressWarnings("unused") // invokeExact needs to be told the type of the result
    static void pause() {
        try {
            boolean isMounted = (boolean) YIELD.invokeExact();
        } catch (Throwable e) {
            throw new AssertionError("yield throws nothing", e);
        }
    }
}
