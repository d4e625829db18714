// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

/// How the bodies of generators and coroutines are run when they are pulled.
enum EngineKind {
    HAND_OFF;

    Engine engine(BodyRun<?, ?> run) {
        return new HandoffEngine(run);
    }
}
