// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import dev.thrum.coroutines.machine.BodySite;
import java.util.Iterator;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A body that has been compiled into a state machine: it is left by returning, and resumed by being called again.
///
/// The machine calls this frame where the body calls its [Yielder] or [Exchange], and returns at once; resumed, it
/// [gets][#get] what that call is to return or to throw. Nobody else has this object, so neither the thread nor the scope of
/// a call needs to be checked: see `machine.Analysis`.
///
/// @param <Y> what the body yields
/// @param <R> what it returns
abstract sealed class MachineFrame<Y extends @Nullable Object, R extends @Nullable Object> extends Frame<Y, R>
        implements Supplier<@Nullable Object> permits GeneratorMachine, CoroutineMachine {

    private final MachineEngine engine;
    private final BodySite origin;

    /// Answers with the number of the call at which it stands.
    private final IntSupplier place;

    /// What it delegates to, if that is no machine on top of this one.
    private @Nullable Delegation delegation;

    /// The run that this delegate is, if it has a handle.
    private @Nullable BodyRun<?, ?> run;
    private @Nullable Object handle;

    MachineFrame(String name, MachineEngine engine, BodySite origin, Object machine) {
        super(name, engine);
        this.engine = engine;
        this.origin = origin;
        this.place = (IntSupplier) machine;
    }

    /// A place in a machine.
    private record Site(Class<?> machine, int place) {}

    @Override
    final Object site() {
        return new Site(place.getClass(), place.getAsInt());
    }

    /// What a stack trace shows of it while its delegate runs.
    final StackTraceElement element() {
        return origin.element(place.getAsInt());
    }

    /// Called by the machine: notes what is to be given to the consumer.
    final void offer(Y item) {
        engine.offer(this, item);
    }

    /// Called by the machine when it is resumed: answers what the call at which it stands is to return, or throws.
    @Override
    public final @Nullable Object get() {
        return engine.received(this);
    }

    // ------------------------------------------------------------------------------------------------------ delegation

    final void delegateTo(Iterable<? extends Y> items) {
        if (!(items instanceof Generator<? extends Y> generator)) {
            delegateTo(items.iterator());
        } else if (generator.isOneShot()) {
            delegateTo(generator.iterator());
        } else {
            MachineFrame<?, ?> inner = generator.recipe().on(engine);
            if (inner != null) {
                pushOn(generator, inner);
            } else if (generator.iterator() instanceof BodyIterator<? extends Y> iterator) {
                delegateTo(iterator, iterator.run());
                delegate = generator;
            } else {
                delegateTo(generator.iterator());
            }
        }
    }

    final void delegateTo(Iterator<? extends Y> items) {
        if (items instanceof BodyIterator<? extends Y> iterator) {
            delegateTo(iterator, iterator.run());
        } else {
            pullFrom(items, new Delegation.Loop(this, engine, items, null));
        }
    }

    final void delegateTo(Stream<? extends Y> items) {
        Iterator<? extends Y> iterator;
        try {
            iterator = items.iterator();
        } catch (Throwable failure) { // thrown again
            Sneaky.closeAfter(failure, items);
            throw Sneaky.rethrow(failure);
        }
        pullFrom(iterator, new Delegation.Loop(this, engine, iterator, items));
    }

    /// Delegates to a run: as a machine on top of this one if it is one and has not begun, otherwise item by item.
    final void delegateTo(Object itsHandle, BodyRun<?, ?> itsRun) {
        itsRun.claim();
        itsRun.host(engine);
        MachineFrame<?, ?> inner = itsRun.isNew() ? itsRun.begin(engine) : null;
        if (inner != null) {
            inner.run = itsRun;
            inner.handle = itsHandle;
            pushOn(itsHandle, inner);
        } else {
            pullFrom(itsHandle, new Delegation.Forward(this, engine, itsHandle, itsRun));
        }
    }

    private void pushOn(Object shown, MachineFrame<?, ?> inner) {
        delegate = shown;
        engine.push(inner);
    }

    private void pullFrom(Object shown, Delegation pulled) {
        delegate = shown;
        delegation = pulled;
        engine.delegates();
    }

    /// What it delegates to item by item.
    final @Nullable Delegation delegation() {
        return delegation;
    }

    /// Ends the delegation.
    final void delegationIsOver() {
        delegation = null;
        delegate = null;
    }

    /// Lets go of the run that this delegate was, now that it has ended.
    final void letGo() {
        if (run != null && handle != null) {
            run.end();
            BodyRun.unhost(run, handle);
        }
    }
}
