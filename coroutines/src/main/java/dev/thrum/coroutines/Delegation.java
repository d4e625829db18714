// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/// What the body of a machine delegates to item by item.
abstract sealed class Delegation {

    final MachineFrame<?, ?> delegator;
    final MachineEngine engine;
    private boolean hasBegun;

    private Delegation(MachineFrame<?, ?> delegator, MachineEngine engine) {
        this.delegator = delegator;
        this.engine = engine;
    }

    /// Lets the delegate run on with what the consumer has sent or raised. What this throws, as what is returned in the
    /// end, is for the delegator.
    ///
    /// @return true if there is another item
    final boolean advance() {
        boolean goesOn = false;
        try {
            boolean isFirst = !hasBegun;
            hasBegun = true;
            goesOn = isFirst ? begin() : resume();
            return goesOn;
        } finally {
            if (!goesOn) {
                end();
            }
        }
    }

    abstract boolean begin();

    abstract boolean resume();

    void end() {}

    /// What the delegate has returned.
    @Nullable Object returned() {
        return null;
    }

    /// Something that can only be asked for the next item.
    static final class Loop extends Delegation {

        private final Iterator<?> items;
        private final @Nullable AutoCloseable source;

        /// Prepares a loop.
        ///
        /// @param source what to close in any case; an iterator is closed only if it is left half-way
        Loop(MachineFrame<?, ?> delegator, MachineEngine engine, Iterator<?> items, @Nullable AutoCloseable source) {
            super(delegator, engine);
            this.items = items;
            this.source = source;
        }

        @Override
        boolean begin() {
            try {
                if (items.hasNext()) {
                    engine.offer(delegator, items.next());
                    return true;
                }
            } catch (Throwable failure) { // thrown again
                throw close(failure);
            }
            if (source != null) {
                try {
                    source.close();
                } catch (Exception failure) {
                    throw Sneaky.rethrow(failure);
                }
            }
            return false;
        }

        @Override
        boolean resume() {
            try {
                if (engine.received(delegator) != null) {
                    throw Frame.cannotBeSentTo(delegator.name, items);
                }
            } catch (Throwable failure) { // thrown again
                throw close(failure);
            }
            return begin();
        }

        private RuntimeException close(Throwable failure) {
            if (items instanceof AutoCloseable closeable) {
                Sneaky.closeAfter(failure, closeable);
            }
            if (source != null) {
                Sneaky.closeAfter(failure, source);
            }
            return Sneaky.rethrow(failure);
        }
    }

    /// A run with an engine of its own.
    static final class Forward extends Delegation {

        private final Object handle;
        private final BodyRun<?, ?> run;
        private final boolean isOwn;
        private @Nullable Object returned;

        Forward(MachineFrame<?, ?> delegator, MachineEngine engine, Object handle, BodyRun<?, ?> run) {
            super(delegator, engine);
            this.handle = handle;
            this.run = run;
            this.isOwn = run.isNew();
        }

        @Override
        boolean begin() {
            return offer(run.hasItem() || run.resume(null));
        }

        @Override
        boolean resume() {
            Object sent;
            try {
                sent = engine.received(delegator);
            } catch (ExitSignal exit) {
                exit();
                throw exit;
            } catch (Throwable raised) { // it is for the delegate
                return offer(run.raise(raised));
            }
            return offer(run.resume(sent));
        }

        private boolean offer(boolean hasYielded) {
            if (!hasYielded) {
                returned = run.returned();
                return false;
            }
            try {
                engine.offer(delegator, run.take());
            } catch (ExitSignal exit) {
                exit();
                throw exit;
            }
            return true;
        }

        /// Ends the delegate. One that nobody else knows of is told once more if it yields.
        private void exit() {
            try {
                run.exit();
            } catch (Throwable failure) { // thrown again
                if (isOwn) {
                    Sneaky.closeAfter(failure, run::exit);
                }
                throw Sneaky.rethrow(failure);
            }
        }

        @Override
        @Nullable Object returned() {
            return returned;
        }

        @Override
        void end() {
            BodyRun.unhost(run, handle);
        }
    }
}
