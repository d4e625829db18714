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

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // the cast is erased: that is the point
    private static <X extends Throwable> X unchecked(Throwable exception) throws X {
        throw (X) exception;
    }
}
