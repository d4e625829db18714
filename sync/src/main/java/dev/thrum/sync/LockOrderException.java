// SPDX-License-Identifier: Apache-2.0
package dev.thrum.sync;

/// Thrown instead of taking a lock, where [LockOrder] is to throw: the order of locks is the reverse of an earlier one,
/// so two strands could deadlock, though nobody is stuck.
///
/// The stack of this exception is where the lock was about to be taken; its cause has the stack of the earlier order,
/// and, where more than two locks are involved, further causes those of the orders in between.
public final class LockOrderException extends IllegalStateException {

    private static final long serialVersionUID = 1L;

    LockOrderException(String message, Throwable earlier) {
        super(message, earlier);
    }
}
