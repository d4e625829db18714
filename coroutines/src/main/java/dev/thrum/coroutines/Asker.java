// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import org.jspecify.annotations.Nullable;

/// How a body, and every method it calls, asks whoever runs it.
///
/// ```java
/// String repeat(Asker asker) {
///     return asker.ask(String.class).repeat(asker.ask(Integer.class));
/// }
/// ```
///
/// To ask looks like a call that returns a value; in between, the body is suspended and others run. Methods pass the
/// asker on like any other parameter: asking needs no special kind of method, nor a mark on the calls in between.
///
/// Inside a [Coroutine] whose [Exchange] is called `self`, the asker is `self::yield`. In a test it may be any lambda:
/// `request -> 7`.
///
/// An asker is to be used by its body only, on the body's own thread. What [Exchange#yield] throws comes out of all
/// methods here; in particular [ExitSignal] if the run is over.
@FunctionalInterface
public interface Asker {

    /// Asks for what a key stands for. Any object will do that has an `equals` of its own, such as a string or an
    /// enumeration's constant.
    ///
    /// @param request the key
    /// @return the answer, whose type only the two sides know
    /// @throws UnknownRequestException if there is no handler for it
    @Nullable Object ask(Object request);

    /// Asks for a value of a type.
    ///
    /// @param type the type; a primitive type and its wrapper class are different requests
    /// @param <A> the type
    /// @return the answer
    /// @throws UnknownRequestException if there is no handler for it
    @SuppressWarnings({"unchecked", "NullAway"}) // RequestRunner.Builder#onType lets nothing else be registered
    default <A> A ask(Class<A> type) {
        return (A) ask((Object) type);
    }

    /// Asks a question.
    ///
    /// @param request the question
    /// @param <A> the type of the answer
    /// @return the answer
    /// @throws UnknownRequestException if there is no handler for it
    @SuppressWarnings({"unchecked", "NullAway"}) // RequestRunner.Builder#onRequest lets nothing else be registered
    default <A extends @Nullable Object> A ask(Request<A> request) {
        return (A) ask((Object) request);
    }
}
