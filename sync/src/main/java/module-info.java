// SPDX-License-Identifier: Apache-2.0

import org.jspecify.annotations.NullMarked;

/// What strands wait for: locks, semaphores, events, conditions, barriers, queues, channels.
@NullMarked
module dev.thrum.sync {
    requires static transitive org.jspecify;
    requires transitive dev.thrum.core;
    requires org.slf4j;

    exports dev.thrum.sync;
}
