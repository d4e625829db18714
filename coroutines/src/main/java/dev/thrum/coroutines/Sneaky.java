// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

/// Lets exceptions of a body through methods that do not declare them: the consumer is to get the very instance, and
/// `Iterator.next()` declares nothing.
final class Sneaky {

    private Sneaky() {}

    /// Throws an exception, checked or not.
    ///
    /// @return never; declared so that callers can write `throw`
    static RuntimeException rethrow(Throwable exception) {
        throw Sneaky.<RuntimeException>unchecked(exception);
    }

    /// Closes something that was left because of a failure, which what goes wrong now is attached to.
    static void closeAfter(Throwable failure, AutoCloseable resource) {
        try {
            resource.close();
        } catch (Throwable second) { // the first failure is what counts
            if (second != failure) {
                failure.addSuppressed(second);
            }
        }
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // the cast is erased: that is the point
    private static <X extends Throwable> X unchecked(Throwable exception) throws X {
        throw (X) exception;
    }
}
