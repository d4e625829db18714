// SPDX-License-Identifier: Apache-2.0

package dev.thrum.examples.tour;

/// The tour cannot go on, for a reason that the user can understand and mend: one line, no stack trace, exit code 1.
final class TourException extends Exception {
    private static final long serialVersionUID = 1;

    TourException(String message, Throwable cause) {
        super(message, cause);
    }

    TourException(String message) {
        super(message);
    }
}
