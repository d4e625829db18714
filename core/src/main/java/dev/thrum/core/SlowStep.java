// SPDX-License-Identifier: Apache-2.0
package dev.thrum.core;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/// A strand that keeps its [Baton] to itself for long, as the watchdog has found it while it did.
///
/// A *step* is what a strand does between two waits. As long as it lasts no other strand of the baton runs, no timer
/// fires and no time-out expires.
///
/// @param loop the baton that is kept
/// @param task the name of the strand that keeps it
/// @param held for how long it had been watched doing so; it may have begun up to a quarter of the threshold earlier
/// @param kind what it was doing
/// @param stack where it stood, the innermost frame first; empty where nothing had run yet
public record SlowStep(String loop, String task, Duration held, Kind kind, List<StackTraceElement> stack) {

    /// What keeps a strand from its next wait.
    public enum Kind {

        /// It computes.
        COMPUTING("it computes", "compute in toThread(..), or let the others run in between with Strand.yieldNow()"),

        /// It waits for a monitor, a lock of the JDK or something else that another thread has to do: a wait that knows
        /// nothing of the baton.
        LOCK("it waits for a lock or a thread in the JDK's way", "wait in blocking(..), or for a lock of this library"),

        /// It waits for input or output, a name to be resolved, or a process.
        INPUT_OUTPUT("it waits for input or output", "do that in blocking(..)"),

        /// It sleeps in `Thread.sleep`.
        SLEEP("it sleeps in Thread.sleep", "Strand.sleep lets the others run"),

        /// It was handed the baton, but has not run since: no carrier thread was free for its virtual thread.
        NO_CARRIER("no carrier thread is free to run it", "look for virtual threads that compute or are stuck");

        private final String text;
        private final String remedy;

        Kind(String text, String remedy) {
            this.text = text;
            this.remedy = remedy;
        }
    }

    // Which packages a blocked thread stands in when it waits for the world outside.
    private static final List<String> INPUT_OUTPUT = List.of(
            "sun.nio.", "java.nio.", "java.net.", "sun.net.", "java.io.", "java.lang.Process");

    /// Copies the stack.
    ///
    /// @param loop the baton that is kept
    /// @param task the name of the strand that keeps it
    /// @param held for how long it had been watched doing so
    /// @param kind what it was doing
    /// @param stack where it stood
    public SlowStep {
        stack = List.copyOf(stack);
    }

    /// What a thread that holds the baton is doing, by its state and the frames of the JDK on top of its stack.
    static Kind kindOf(Thread.State state, List<StackTraceElement> stack) {
        List<StackTraceElement> jdk = stack.stream().takeWhile(SlowStep::isOfTheJdk).toList();
        if (stack.isEmpty() || (jdk.size() < stack.size() && isWaitForBaton(stack.get(jdk.size())))) {
            return Kind.NO_CARRIER;
        }
        if (jdk.stream().anyMatch(SlowStep::isSleep)) {
            return Kind.SLEEP;
        }
        boolean isInNativeCode = stack.getFirst().isNativeMethod();
        boolean isBlocked = state != Thread.State.RUNNABLE;
        if ((isBlocked || isInNativeCode) && jdk.stream().anyMatch(SlowStep::isInputOrOutput)) {
            return Kind.INPUT_OUTPUT;
        }
        return isBlocked ? Kind.LOCK : Kind.COMPUTING;
    }

    private static boolean isOfTheJdk(StackTraceElement frame) {
        String type = frame.getClassName();
        return type.startsWith("java.") || type.startsWith("jdk.") || type.startsWith("sun.")
                || type.equals(Parking.class.getName()); // which stands for the JDK's own
    }

    private static boolean isWaitForBaton(StackTraceElement frame) {
        return frame.getClassName().equals(Relay.class.getName()) && frame.getMethodName().equals("awaitBaton");
    }

    private static boolean isSleep(StackTraceElement frame) {
        return frame.getClassName().equals("java.lang.Thread") && frame.getMethodName().startsWith("sleep");
    }

    private static boolean isInputOrOutput(StackTraceElement frame) {
        return INPUT_OUTPUT.stream().anyMatch(frame.getClassName()::startsWith);
    }

    /// What it is, what may help, and the stack: what the log shows.
    @Override
    public String toString() {
        return "Task \"" + task + "\" has kept \"" + loop + "\" to itself for " + Nanos.text(held.toNanos())
                + " and still does: " + kind.text + " (" + kind.remedy + ")"
                + stack.stream().map(frame -> System.lineSeparator() + "\tat " + frame).collect(Collectors.joining());
    }
}
