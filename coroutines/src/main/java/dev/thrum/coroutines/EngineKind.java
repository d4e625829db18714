// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import java.util.Arrays;

/// How the bodies of generators and coroutines are run when they are pulled.
///
/// The system property `thrum.generators.engine` says which; where it says nothing, it is [#AUTOMATIC].
enum EngineKind {
    /// [#INLINE] where the JDK is open enough and the one who pulls first is a platform thread, otherwise [#HAND_OFF].
    AUTOMATIC("automatic") {
        @Override
        Engine engine(BodyRun<?, ?> run) {
            EngineKind best = InlineSupport.isAvailable() && !Thread.currentThread().isVirtual() ? INLINE : HAND_OFF;
            return best.engine(run);
        }
    },
    /// On a virtual thread of the JDK's.
    HAND_OFF("hand-off") {
        @Override
        Engine engine(BodyRun<?, ?> run) {
            return new HandoffEngine(run);
        }
    },
    /// On a virtual thread that the consumer's own thread carries.
    INLINE("inline") {
        @Override
        Engine engine(BodyRun<?, ?> run) {
            if (!InlineSupport.isAvailable()) {
                throw new IllegalStateException("The engine \"inline\" needs --add-opens java.base/java.lang="
                        + EngineKind.class.getModule().getName() + " (or ALL-UNNAMED on the class path)");
            }
            return new InlineEngine(run);
        }
    },
    /// On the consumer's own thread, as a state machine, where the body can be compiled to one; otherwise [#AUTOMATIC].
    COMPILED("compiled") {
        @Override
        Engine engine(BodyRun<?, ?> run) {
            return Machines.isCompiled(run.body()) ? new MachineEngine(run) : AUTOMATIC.engine(run);
        }
    };

    private static final String PROPERTY = "thrum.generators.engine";

    private final String word;

    EngineKind(String word) {
        this.word = word;
    }

    /// Chooses how a body is run that is pulled for the first time, by the calling thread.
    abstract Engine engine(BodyRun<?, ?> run);

    /// What the system property says.
    static EngineKind chosen() {
        return Holder.CHOSEN;
    }

    private static EngineKind named(String word) {
        return Arrays.stream(values()).filter(kind -> kind.word.equals(word)).findFirst().orElseThrow(() ->
                new IllegalArgumentException("The system property " + PROPERTY + " is \"" + word + "\"; it can be one of "
                        + Arrays.stream(values()).map(kind -> kind.word).toList()));
    }

    private static final class Holder {
        private static final EngineKind CHOSEN = named(System.getProperty(PROPERTY, AUTOMATIC.word));
    }
}
