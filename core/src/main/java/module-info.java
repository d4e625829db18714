// SPDX-License-Identifier: Apache-2.0

import org.jspecify.annotations.NullMarked;

/// How a strand of execution waits, and who sees it waiting.
@NullMarked
module dev.thrum.core {
    requires static transitive org.jspecify;
    requires org.jctools.core;
    requires org.slf4j;
    requires java.management;
    requires jdk.jfr;

    exports dev.thrum.core;
}
