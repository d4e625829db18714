// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines.net;

import java.io.IOException;
import java.nio.ByteBuffer;

/// Where a [StreamWriter] puts its bytes.
@FunctionalInterface
public interface ByteSink {

    /// Waits until bytes can be taken and takes some of them. If it throws, it has taken nothing.
    ///
    /// @param bytes what to take, at least one byte; its position tells how many were taken
    /// @throws IOException if no more can be taken
    /// @throws InterruptedException if the wait was cancelled or interrupted; the next call goes on
    void write(ByteBuffer bytes) throws IOException, InterruptedException;
}
