// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import dev.thrum.coroutines.machine.BodySite;
import java.util.Iterator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The body of a coroutine, as a state machine. What its methods return is looked at by nobody: see [MachineFrame#get].
final class CoroutineMachine<Y extends @Nullable Object, S extends @Nullable Object, R extends @Nullable Object>
        extends MachineFrame<Y, R> implements Exchange<Y, S> {

    private final CoroutineBody<Y, S, R> machine;

    CoroutineMachine(String name, MachineEngine engine, BodySite site, CoroutineBody<Y, S, R> machine) {
        super(name, engine, site, machine);
        this.machine = machine;
    }

    @Override
    R call() throws Exception {
        return machine.run(this);
    }

    @Override
    @SuppressWarnings("NullAway")
    public S yield(Y item) {
        offer(item);
        return null;
    }

    @Override
    @SuppressWarnings("NullAway")
    public <V extends @Nullable Object> V yieldFrom(Coroutine<? extends Y, ? super S, V> delegate) {
        delegateTo(delegate, delegate.run());
        return null;
    }

    @Override
    public void yieldFrom(Iterable<? extends Y> items) {
        delegateTo(items);
    }

    @Override
    public void yieldFrom(Iterator<? extends Y> items) {
        delegateTo(items);
    }

    @Override
    public void yieldFrom(Stream<? extends Y> items) {
        delegateTo(items);
    }
}
