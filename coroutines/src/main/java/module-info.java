// SPDX-License-Identifier: Apache-2.0

import org.jspecify.annotations.NullMarked;

/// Who runs next: generators, coroutines, the event loop.
@NullMarked
module dev.thrum.coroutines {
    requires static transitive org.jspecify;
    requires transitive dev.thrum.core;
    requires org.jctools.core;
    requires org.slf4j;
    requires jdk.unsupported; // signals

    exports dev.thrum.coroutines;
    exports dev.thrum.coroutines.net;
}
