// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import dev.thrum.core.CancelScope;
import org.jspecify.annotations.Nullable;

/// What is true of a yield wherever a body runs.
final class Yields {

    private static final StackWalker WALKER = StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);

    private Yields() {}

    static IllegalStateException outsideTheBody(String name) {
        return new IllegalStateException(name + " was given an item by " + Thread.currentThread()
                + ", but only its body may yield: while it runs, on its own thread, and not while it delegates");
    }

    static IllegalStateException insideAScope(String name, @Nullable CancelScope scope) {
        return new IllegalStateException(name + " yielded inside " + scope + ", which its body has entered and which "
                + "would cancel its consumer (PEP 789). Leave the scope before the yield");
    }

    static IllegalStateException ignoredExit(String name) {
        return new IllegalStateException(name + " ignored exit: its body yielded while it was being closed");
    }

    /// PEP 479: the end of some other iteration must not look like the end of this one.
    static IllegalStateException escapedEnd(String name, StopIterationException end) {
        return new IllegalStateException(name + " let a StopIterationException escape: its body has asked something "
                + "that has ended for more, and not caught the answer", end);
    }

    /// A place in a body.
    private record Site(Class<?> type, String method, String descriptor, int index) {}

    /// Where in the body the present yield stands.
    static Object site() {
        Module library = Yields.class.getModule();
        return WALKER.walk(frames -> frames
                .dropWhile(frame -> isOfLibrary(frame.getDeclaringClass(), library))
                .findFirst()
                .<Object>map(frame -> new Site(frame.getDeclaringClass(), frame.getMethodName(), frame.getDescriptor(),
                        frame.getByteCodeIndex()))
                .orElseGet(Object::new));
    }

    private static boolean isOfLibrary(Class<?> frame, Module library) {
        return frame.getModule() == library
                && (Frame.class.isAssignableFrom(frame) || Engine.class.isAssignableFrom(frame)
                || frame == Yields.class || frame == Asker.class);
    }
}
