// SPDX-License-Identifier: Apache-2.0

package dev.thrum.ipc;

import java.io.Serializable;

/// An action that can be sent to another process and run there, for its effect on that process: opening the connection
/// or filling the cache that all later tasks of that process share, for example. See [RemoteFunction] for what travels.
@FunctionalInterface
public interface RemoteAction extends Serializable {

    /// Does the work, in the receiving process.
    ///
    /// @throws Exception whatever the work throws; it is sent back with its stack trace
    void run() throws Exception;
}
