// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import org.jspecify.annotations.Nullable;

/// Runs a body that has been compiled into a state machine, and those that it delegates to, on the thread of whoever
/// resumes it. No stack is kept anywhere: to suspend is to return.
final class MachineEngine extends Engine {

    // A machine that delegates to another one returns to the loop below, which calls the other one, as it will directly
    // with every resumption until that one has ended. So neither stacks nor prices grow with the depth of delegation.

    MachineEngine(BodyRun<?, ?> root) {
        super(root);
    }

    @Override
    void transfer() {
        if (top == null) {
            top = root.begin(this);
        }
        advance();
    }

    @Override
    void letGo() {
        Thread.ofVirtual().name(root.name).start(() -> {
            advance();
            if (signal == YIELDED) {
                reportStubborn();
            } else {
                reportAbandoned();
            }
        });
    }

    /// The consumer has called the body.
    @Override
    Throwable withPullSite(Throwable failure) {
        return failure;
    }

    /// Called by a frame: a delegate is to run.
    void push(MachineFrame<?, ?> inner) {
        top = inner;
        delegates();
    }

    /// Called by a frame: a delegate is to run.
    void delegates() {
        cargo = null;
        signal = DELEGATES;
    }

    private void advance() {
        while (top instanceof MachineFrame<?, ?> frame) { // and nothing else can be
            step(frame);
            if (signal != SENT && signal != FAILED) {
                return;
            }
        }
    }

    /// Lets the innermost body run until it yields, delegates, or ends.
    private void step(MachineFrame<?, ?> frame) {
        Delegation delegation = frame.delegation();
        if (delegation != null) {
            step(frame, delegation);
            return;
        }
        Object value = null;
        Throwable failure = null;
        try {
            value = frame.call();
        } catch (Throwable thrown) { // whatever it is, it belongs to the consumer, or to the delegator
            failure = frame.ending(thrown);
        }
        if (failure != null || (signal != YIELDED && signal != DELEGATES)) {
            pop(frame, value, failure);
        } else if (signal == DELEGATES) {
            signal = SENT;
        }
    }

    private void step(MachineFrame<?, ?> frame, Delegation delegation) {
        try {
            if (delegation.advance()) {
                return;
            }
            load(delegation.returned(), SENT);
        } catch (Throwable failure) { // whatever it is, it belongs to the delegator
            load(failure, FAILED);
        }
        frame.delegationIsOver();
    }

    private void pop(MachineFrame<?, ?> frame, @Nullable Object value, @Nullable Throwable failure) {
        top = frame.below;
        frame.letGo();
        if (!(top instanceof MachineFrame<?, ?> delegator)) {
            if (failure == null) {
                load(value, RETURNED);
            } else {
                load(failure, THREW);
            }
            return;
        }
        if (failure != null) {
            PullSite.insert(failure, delegator.element(), MachineEngine.class, 1);
        }
        delegator.delegationIsOver();
        Throwable problem = failure == null ? frame.objection() : failure;
        if (problem == null) {
            load(value, SENT);
        } else {
            load(problem, FAILED);
        }
    }

    private void load(@Nullable Object loaded, byte as) {
        cargo = loaded;
        signal = as;
    }
}
