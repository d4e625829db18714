// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import dev.thrum.coroutines.machine.BodySite;
import org.jspecify.annotations.Nullable;

/// What a run runs: how a body gets onto an engine. Runs nothing itself.
///
/// @param <R> what the body returns
sealed interface Recipe<R extends @Nullable Object> {

    /// The body as users have written it.
    Object body();

    /// How it is run if it is pulled.
    EngineKind kind();

    /// Sets the body on the stack of an engine.
    StackedFrame<?, R> on(StackEngine engine);

    /// Sets the body on an engine as a state machine, if it has been compiled to one.
    ///
    /// @return `null` if it has not, or is not to be
    @Nullable MachineFrame<?, R> on(MachineEngine engine);

    /// The body of a generator.
    record OfGenerator<T extends @Nullable Object>(String name, GeneratorBody<T> body, EngineKind kind)
            implements Recipe<Void> {

        @Override
        public GeneratorFrame<T> on(StackEngine engine) {
            return new GeneratorFrame<>(name, engine, body);
        }

        @Override
        @SuppressWarnings("unchecked") // a machine is what its body is
        public @Nullable GeneratorMachine<T> on(MachineEngine engine) {
            if (kind != EngineKind.COMPILED) {
                return null;
            }
            BodySite site = BodySite.of(body);
            Object machine = site.machine(body);
            return machine == null ? null : new GeneratorMachine<>(name, engine, site, (GeneratorBody<T>) machine);
        }
    }

    /// The body of a coroutine.
    record OfCoroutine<Y extends @Nullable Object, S extends @Nullable Object, R extends @Nullable Object>(
            String name, CoroutineBody<Y, S, R> body, EngineKind kind) implements Recipe<R> {

        @Override
        public CoroutineFrame<Y, S, R> on(StackEngine engine) {
            return new CoroutineFrame<>(name, engine, body);
        }

        @Override
        @SuppressWarnings("unchecked") // likewise
        public @Nullable CoroutineMachine<Y, S, R> on(MachineEngine engine) {
            if (kind != EngineKind.COMPILED) {
                return null;
            }
            BodySite site = BodySite.of(body);
            Object machine = site.machine(body);
            return machine == null ? null
                    : new CoroutineMachine<>(name, engine, site, (CoroutineBody<Y, S, R>) machine);
        }
    }
}
