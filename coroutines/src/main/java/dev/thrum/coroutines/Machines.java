// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import dev.thrum.coroutines.machine.BodySite;

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
}
