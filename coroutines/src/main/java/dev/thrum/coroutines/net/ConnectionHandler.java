// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines.net;

/// What a [Server] does with each connection.
@FunctionalInterface
public interface ConnectionHandler {

    /// Serves one connection, in a strand of its own. The server closes the connection when this returns or throws.
    ///
    /// @param connection the connection
    /// @throws Exception what goes wrong; it is reported, and concerns this connection only
    void handle(Connection connection) throws Exception;
}
