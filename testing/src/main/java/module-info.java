// SPDX-License-Identifier: Apache-2.0

import org.jspecify.annotations.NullMarked;

/// Tests of programs that use Thrum, with JUnit.
@NullMarked
module dev.thrum.testing {
    requires static transitive org.jspecify;
    requires transitive dev.thrum.core;
    requires transitive dev.thrum.coroutines;
    requires transitive org.junit.jupiter.api;

    exports dev.thrum.testing;
}
