// SPDX-License-Identifier: Apache-2.0

package dev.thrum.ipc.internal.pool;

import dev.thrum.ipc.internal.wire.Marshal;
import java.time.Duration;
import java.util.List;

/// What all workers of a pool have in common.
///
/// @param name the pool's name, for threads and messages
/// @param workers how many workers there are
/// @param initializer a serialized `RemoteAction`, or no bytes
/// @param jvmOptions options for the workers' JVMs, after the pool's own
/// @param serialFilter a pattern for serialization, or an empty string
/// @param startTimeout how long a worker may take to connect
/// @param maximumObject the largest serialized form of an object, in bytes
@SuppressWarnings("ArrayRecordComponent") // a carrier of bytes, never compared
public record PoolSettings(
        String name,
        int workers,
        byte[] initializer,
        List<String> jvmOptions,
        String serialFilter,
        Duration startTimeout,
        int maximumObject) {

    String threadName(int worker) {
        return "thrum-pool-" + name + "-worker-" + worker;
    }

    Marshal marshal() {
        return new Marshal(maximumObject, serialFilter);
    }
}
