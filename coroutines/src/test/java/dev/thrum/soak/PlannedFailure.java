// SPDX-License-Identifier: Apache-2.0
package dev.thrum.soak;

/// What goes wrong in a soak on purpose.
final class PlannedFailure extends Exception {

    private static final long serialVersionUID = 1L;

    PlannedFailure() {
        super("planned", null, false, false);
    }

    /// Whether a failure is nothing but planned ones, however wrapped.
    static boolean is(Throwable failure) {
        return failure instanceof PlannedFailure || (failure.getCause() != null && is(failure.getCause()));
    }
}
