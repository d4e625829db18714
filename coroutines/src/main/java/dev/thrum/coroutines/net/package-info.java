// SPDX-License-Identifier: Apache-2.0

/// Streams of bytes over TCP and Unix-domain sockets, for tasks of an event loop and for plain threads alike.
///
/// ```java
/// try (Server server = Server.listen(address, connection -> {
///     for (String line : connection.reader().lines()) {
///         connection.writer().write(line + "\n");
///     }
/// })) { ... }
/// ```
///
/// All that waits here waits as the locks and queues of this library do: it lets the other tasks of a loop go on, heeds
/// [cancel scopes][dev.thrum.core.CancelScope], and shows in the [dev.thrum.core.Inspector].
package dev.thrum.coroutines.net;
