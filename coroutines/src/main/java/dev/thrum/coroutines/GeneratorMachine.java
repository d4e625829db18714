// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import dev.thrum.coroutines.machine.BodySite;
import java.util.Iterator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The body of a generator, as a state machine.
final class GeneratorMachine<T extends @Nullable Object> extends MachineFrame<T, Void> implements Yielder<T> {

    private final GeneratorBody<T> machine;

    GeneratorMachine(String name, MachineEngine engine, BodySite site, GeneratorBody<T> machine) {
        super(name, engine, site, machine);
        this.machine = machine;
    }

    @Override
    @SuppressWarnings("NullAway") // there is no other Void
    Void call() throws Exception {
        machine.run(this);
        return null;
    }

    @Override
    public void yield(T item) {
        offer(item);
    }

    @Override
    public void yieldFrom(Iterable<? extends T> items) {
        delegateTo(items);
    }

    @Override
    public void yieldFrom(Iterator<? extends T> items) {
        delegateTo(items);
    }

    @Override
    public void yieldFrom(Stream<? extends T> items) {
        delegateTo(items);
    }
}
