// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import org.jspecify.annotations.Nullable;

/// A question that a body asks of whoever runs it, and that says of what type the answer is.
///
/// ```java
/// record ReadLine(String prompt) implements Request<String> {}
///
/// String name = asker.ask(new ReadLine("Your name? "));
/// ```
///
/// A record holds what the handler has to know, and is handled by its class: see
/// [RequestRunner.Builder#onRequest(Class, RequestHandler)]. A sealed family of records can be given one handler, that
/// of their common interface, with a `switch` inside.
///
/// @param <A> the type of the answer; to be marked [Nullable] where the answer may be `null`
public interface Request<A extends @Nullable Object> {}
