// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import dev.thrum.coroutines.machine.BodySite;
import java.util.Objects;

/// The bodies that are run as state machines.
final class Machines {

    private Machines() {}

    /// Notes where a body comes from; called while its generator is created.
    static void notice(Object body) {
        if (EngineKind.chosen() == EngineKind.COMPILED) {
            BodySite.of(body);
        }
    }

    /// Compiles a body whose generator or coroutine is being created, and is to be run so and not otherwise.
    ///
    /// @return how it is run
    static EngineKind require(String name, Object body) {
        BodySite site = BodySite.of(Objects.requireNonNull(body, "body"));
        if (!site.isCompiled()) {
            throw new IllegalArgumentException("The body of " + name + " cannot be compiled into a state machine, because "
                    + site.reason() + ". Either write it so that it can be, or create it by of(...), so that it runs on a "
                    + "thread of its own");
        }
        return EngineKind.COMPILED;
    }

    static boolean isCompiled(Object body) {
        return BodySite.of(body).isCompiled();
    }
}
