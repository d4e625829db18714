// SPDX-License-Identifier: Apache-2.0

package dev.thrum.ipc;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/// A function that can be sent to another process and run there.
///
/// Usually a lambda or a method reference. What travels is the *name* of the code and the values it captured, never the
/// code itself: the class in which the lambda is written must be on the class path of the receiver, in the same
/// version. Captured values are copied, so a change made on one side is not seen on the other; a lambda inside an
/// instance method that touches a field captures `this`, which must then be serializable as well.
///
/// ```java
/// RemoteFunction<Integer, Long> sumOfSquares = n -> LongStream.range(0, n).map(i -> i * i).sum();
/// ```
///
/// @param <A> what it is given; must be serializable at run time
/// @param <R> what it returns; must be serializable at run time
@FunctionalInterface
public interface RemoteFunction<A extends @Nullable Object, R extends @Nullable Object> extends Serializable {

    /// Does the work, in the receiving process.
    ///
    /// @param argument a private copy of what was sent
    /// @return the result, of which a copy is sent back
    /// @throws Exception whatever the work throws; it is sent back with its stack trace
    R apply(A argument) throws Exception;
}
