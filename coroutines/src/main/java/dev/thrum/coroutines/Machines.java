// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import dev.thrum.coroutines.machine.BodySite;
import org.jspecify.annotations.Nullable;

/// The bodies that are run as state machines.
final class Machines {

    private Machines() {}

    /// Notes where a body comes from; called while its generator is created.
    static void notice(Object body) {
        if (EngineKind.chosen() == EngineKind.COMPILED) {
            BodySite.of(body);
        }
    }

    static boolean isCompiled(Object body) {
        return BodySite.of(body).isCompiled();
    }

    /// Makes the machine of a body, which has not begun.
    ///
    /// @return `null` if it has to be run as it is
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // a machine implements the interface of its body
    static <B> @Nullable B of(B body) {
        return (B) BodySite.of(body).machine(body);
    }
}
