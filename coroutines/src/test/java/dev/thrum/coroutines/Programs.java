// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What the programs of the oracle are written with: a trace whose words mean the same in Python. An instance is for
/// one run of one program.
///
/// The other side is `oracle/harness.py`.
abstract class Programs {

    /// Abandoned bodies end on threads of their own.
    private final List<String> events = Collections.synchronizedList(new ArrayList<>());

    /// The lines so far.
    final List<String> events() {
        synchronized (events) {
            return List.copyOf(events);
        }
    }

    /// Adds a line to the trace.
    final void trace(@Nullable Object... words) {
        List<String> shown = new ArrayList<>();
        for (Object word : words) {
            shown.add(show(word));
        }
        events.add(String.join(" ", shown));
    }

    /// Traces what the action returns or throws.
    ///
    /// @return what it throws
    final @Nullable Throwable attempt(String label, Callable<?> action) {
        try {
            trace(label, "->", action.call());
            return null;
        } catch (Throwable failure) { // the trace of any is compared with Python's
            trace(label, "raises", failure);
            return failure;
        }
    }

    /// Closes, and traces that this is over.
    ///
    /// @return what is thrown
    final @Nullable Throwable close(AutoCloseable closeable) {
        try {
            closeable.close();
            trace("closed");
            return null;
        } catch (Throwable failure) { // as above
            trace("close raises", failure);
            return failure;
        }
    }

    /// What was being handled when this was thrown.
    static @Nullable Throwable context(@Nullable Throwable failure) {
        return failure == null || failure.getSuppressed().length == 0 ? null : failure.getSuppressed()[0];
    }

    /// What a body that has returned the value answers.
    static StopIterationException stop(Object value) {
        return new StopIterationException("The end", value);
    }

    /// Throws, where the compiler would not have it said: at the end of a `finally`.
    static void raise(RuntimeException failure) {
        throw failure;
    }

    private static String show(@Nullable Object word) {
        return switch (word) {
            case null -> "null";
            case List<?> list -> list.stream().map(Programs::show).collect(Collectors.joining(", ", "[", "]"));
            case Throwable failure -> name(failure);
            default -> word.toString();
        };
    }

    /// The one table of exceptions. Whatever is not in it is an exception of the programs' own, or a surprise.
    private static String name(Throwable failure) {
        String text = String.valueOf(failure.getMessage());
        return switch (failure) {
            case StopIterationException stop -> "stop(" + show(stop.value()) + ")";
            case NoSuchElementException _ -> "stop(null)";
            case ExitSignal _ -> "exit";
            case IllegalStateException _ when text.contains("ignored exit") -> "ignored exit";
            case IllegalStateException _ when failure.getCause() instanceof StopIterationException stop ->
                "stop escaped(" + show(stop) + ")";
            case IllegalStateException _ when text.contains("already executing") -> "already executing";
            case IllegalStateException _ when text.contains("not started") -> "not started";
            case UnsupportedOperationException _ -> "unsupported";
            default -> failure.getClass().getSimpleName() + "(" + text + ")";
        };
    }

    static final class Spam extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Spam(Object text) {
            super(text.toString());
        }
    }

    static final class Eggs extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Eggs(String text) {
            super(text);
        }

        Eggs(String text, Throwable cause) {
            super(text, cause);
        }
    }

    /// Not for programs to handle.
    static final class Bang extends Error {
        private static final long serialVersionUID = 1L;

        Bang(String text) {
            super(text);
        }
    }
}
