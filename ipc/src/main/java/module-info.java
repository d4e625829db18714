// SPDX-License-Identifier: Apache-2.0

import org.jspecify.annotations.NullMarked;

/// How one process waits for another: files, pipes, sockets, shared memory, signals, processes, pools.
@NullMarked
module dev.thrum.ipc {
    requires static transitive org.jspecify;
    requires transitive dev.thrum.core;
    requires dev.thrum.sync;
    requires org.jctools.core;
    requires java.management;
    requires org.slf4j;

    exports dev.thrum.ipc;
}
