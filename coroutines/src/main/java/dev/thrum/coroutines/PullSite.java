// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

/// What belongs into the stack trace of an exception and was not on the stack: where a consumer has learnt of one that was
/// thrown on another thread, and which machines were waiting for the one that has thrown it.
final class PullSite {

    private PullSite() {}

    /// Replaces what stands below a method in the stack trace of an exception by the frames of the calling thread, so
    /// that the trace reads as if the consumer had called the body.
    static void complete(Throwable failure, Class<?> type, String method) {
        StackTraceElement[] above = failure.getStackTrace();
        int end = above.length - 1;
        while (end >= 0 && !isAt(above[end], type, method)) {
            end--;
        }
        if (end >= 0) {
            StackTraceElement[] below = new Throwable().getStackTrace();
            StackTraceElement[] spliced = new StackTraceElement[end + below.length - 1]; // without this method
            System.arraycopy(above, 0, spliced, 0, end);
            System.arraycopy(below, 1, spliced, end, below.length - 1);
            failure.setStackTrace(spliced);
        }
    }

    /// Adds a frame to the stack trace of an exception, just above a method that called the present one and through which
    /// the exception has come.
    ///
    /// @param callers how many calls lie between that method and the present one
    static void insert(Throwable failure, StackTraceElement frame, Class<?> type, int callers) {
        StackTraceElement[] above = failure.getStackTrace();
        int end = above.length - (new Throwable().getStackTrace().length - 1 - callers);
        if (end < 0 || !above[end].getClassName().equals(type.getName())) {
            return; // it comes from elsewhere, or shows nothing
        }
        StackTraceElement[] longer = new StackTraceElement[above.length + 1];
        System.arraycopy(above, 0, longer, 0, end);
        longer[end] = frame;
        System.arraycopy(above, end, longer, end + 1, above.length - end);
        failure.setStackTrace(longer);
    }

    private static boolean isAt(StackTraceElement frame, Class<?> type, String method) {
        return frame.getClassName().equals(type.getName()) && frame.getMethodName().equals(method);
    }
}
