// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines.net;

import java.io.IOException;
import java.nio.ByteBuffer;

/// Where a [StreamReader] gets its bytes from.
@FunctionalInterface
public interface ByteSource {

    /// Waits until there are bytes and puts some of them into a buffer. If it throws, it has put nothing there.
    ///
    /// @param target where to, with room for at least one byte
    /// @return how many, at least one; -1 at the end of the stream
    /// @throws IOException if there will be no more
    /// @throws InterruptedException if the wait was cancelled or interrupted; the next call goes on
    int read(ByteBuffer target) throws IOException, InterruptedException;
}
