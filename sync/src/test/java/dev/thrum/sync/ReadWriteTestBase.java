// SPDX-License-Identifier: Apache-2.0
package dev.thrum.sync;

import java.time.Duration;
import org.junit.jupiter.api.Timeout;

/// A read-write mutex and its two locks, for tests.
@Timeout(60)
abstract class ReadWriteTestBase {

    static final Duration MOMENT = Duration.ofMillis(2);
    static final Duration FOREVER = Duration.ofSeconds(Long.MAX_VALUE);

    final ReadWriteMutex mutex = newMutex();
    final ReadLock read = mutex.readLock();
    final WriteLock write = mutex.writeLock();

    /// To be overridden by tests of the same in another mode.
    ReadWriteMutex newMutex() {
        return ReadWriteMutex.named("RW");
    }
}
