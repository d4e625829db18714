// SPDX-License-Identifier: Apache-2.0
package dev.thrum.core;

import java.util.List;

/// Which line of the *user's* code a stack stands at.
final class Sites {

    static final StackTraceElement UNKNOWN = new StackTraceElement("unknown", "unknown", null, -1);

    private static final List<String> INSIDE = List.of(
            "java.", "jdk.", "sun.",
            "dev.thrum.core.", "dev.thrum.sync.", "dev.thrum.coroutines.", "dev.thrum.ipc.");

    private Sites() {}

    /// True for a frame that belongs neither to the library nor to the JDK.
    static boolean isOutside(StackTraceElement frame) {
        return INSIDE.stream().noneMatch(frame.getClassName()::startsWith);
    }

    /// Where a thread stands now: its innermost frame outside the library; the innermost of all where there is no such
    /// frame.
    static StackTraceElement of(Thread thread) {
        StackTraceElement[] stack = thread.getStackTrace();
        for (StackTraceElement frame : stack) {
            if (isOutside(frame)) {
                return frame;
            }
        }
        return stack.length == 0 ? UNKNOWN : stack[0];
    }

    static String text(StackTraceElement site) {
        return site == UNKNOWN ? "an unknown place" : site.toString();
    }
}
