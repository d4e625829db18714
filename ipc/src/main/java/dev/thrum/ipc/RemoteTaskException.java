// SPDX-License-Identifier: Apache-2.0

package dev.thrum.ipc;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Stands in for a task's exception that could not travel between processes: it, or something it refers to, is not
/// serializable, is too large, or its class is unknown or refused on this side. It carries what can always be carried:
/// the class name, the message, the remote stack trace, and the same of its causes.
public final class RemoteTaskException extends Exception {

    private static final long serialVersionUID = 1L;

    /// A message of megabytes would make the stand-in as untransferable as the original.
    private static final int LONGEST_MESSAGE = 8 * 1024;

    private static final int DEEPEST_CAUSE = 16;
    private static final int LONGEST_TRACE = 1024;

    /// The name of the class of the exception that could not travel.
    private final String remoteClass;
    /// Its message.
    private final @Nullable String remoteMessage;

    private RemoteTaskException(Throwable original, @Nullable RemoteTaskException cause) {
        super(null, cause);
        this.remoteClass = original.getClass().getName();
        this.remoteMessage = shorten(messageOf(original));
        StackTraceElement[] trace = original.getStackTrace();
        setStackTrace(trace.length <= LONGEST_TRACE ? trace : Arrays.copyOf(trace, LONGEST_TRACE));
    }

    /// Describes an exception by text only.
    ///
    /// @param original the exception; its suppressed exceptions are left out, and causes beyond the sixteenth
    /// @return the stand-in, whose stack trace is that of the original
    public static RemoteTaskException standingInFor(Throwable original) {
        return standingInFor(original, DEEPEST_CAUSE);
    }

    private static RemoteTaskException standingInFor(Throwable original, int depth) {
        Throwable cause = original.getCause();
        return new RemoteTaskException(original, cause == null || depth == 0 ? null : standingInFor(cause, depth - 1));
    }

    /// The class of the exception that this one stands in for.
    ///
    /// @return its binary name
    public String remoteClass() {
        return remoteClass;
    }

    /// Class and message of the exception that this one stands in for.
    ///
    /// @return what `toString()` of the original would print by default
    @Override
    public String getMessage() {
        return remoteMessage == null ? remoteClass : remoteClass + ": " + remoteMessage;
    }

    /// The message of the exception that this one stands in for, without its class; cut where it is very long.
    ///
    /// @return the message, or null if it had none
    public @Nullable String remoteMessage() {
        return remoteMessage;
    }

    private static @Nullable String messageOf(Throwable original) {
        try {
            return original.getMessage();
        } catch (RuntimeException e) {
            // A broken getMessage must not hide the failure that it belongs to.
            return "(its getMessage() threw " + e.getClass().getName() + ")";
        }
    }

    private static @Nullable String shorten(@Nullable String message) {
        return message == null || message.length() <= LONGEST_MESSAGE
                ? message
                : message.substring(0, LONGEST_MESSAGE) + "... (" + message.length() + " characters)";
    }
}
