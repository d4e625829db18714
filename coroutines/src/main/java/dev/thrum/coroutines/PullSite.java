// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

/// Where a consumer has learnt of an exception that was thrown on another thread.
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

    private static boolean isAt(StackTraceElement frame, Class<?> type, String method) {
        return frame.getClassName().equals(type.getName()) && frame.getMethodName().equals(method);
    }
}
