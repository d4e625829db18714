// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import java.util.Objects;

/// How bodies without a name are called.
final class Names {

    private Names() {}

    /// Tells where the body was written, as far as its class does.
    static String of(String what, Object body) {
        return what + " " + Objects.requireNonNull(body, "body").getClass().getSimpleName();
    }
}
