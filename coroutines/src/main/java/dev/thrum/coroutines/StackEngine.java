// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import dev.thrum.core.CancelScope;
import org.jspecify.annotations.Nullable;

/// Runs the root and what it delegates to as ordinary code, on a stack that can be left in the middle.
abstract sealed class StackEngine extends Engine permits HandoffEngine {

    StackEngine(BodyRun<?, ?> root) {
        super(root);
    }

    /// Runs the root from beginning to end, and loads what has come of it.
    final void runRoot() {
        StackedFrame<?, ?> body = root.begin(this);
        top = body;
        try {
            cargo = body.call();
            signal = RETURNED;
        } catch (Throwable failure) { // whatever it is, it belongs to the consumer
            cargo = body.ending(failure);
            signal = THREW;
        }
        top = null;
    }

    /// Throws unless it is the innermost body that calls, outside of any cancel scope of its own.
    final void check(Frame<?, ?> frame) {
        if (Thread.currentThread() != thread() || top != frame) {
            throw Yields.outsideTheBody(frame.name);
        }
        if (isInScopeOfItsOwn()) {
            throw Yields.insideAScope(frame.name, CancelScope.current());
        }
    }

    /// Gives an item to the consumer and waits to be resumed.
    ///
    /// @return what the consumer has sent
    final @Nullable Object exchange(Frame<?, ?> frame, @Nullable Object item) {
        check(frame);
        offer(frame, item);
        suspend();
        return received(frame);
    }

    /// Called by the body: lets the consumer return from [#transfer()], and returns when it transfers again.
    abstract void suspend();

    /// Called by the body: runs another body on top of it, on a stack of its own.
    abstract <V extends @Nullable Object> V callOnNewStack(StackedFrame<?, V> inner) throws Exception;

    /// The thread of the innermost body.
    abstract Thread thread();

    /// Whether the body, which calls, is in another scope than the consumer was when it resumed the body.
    abstract boolean isInScopeOfItsOwn();
}
