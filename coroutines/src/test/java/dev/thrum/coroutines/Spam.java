// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

/// An exception that nobody but the tests throws, and that a body can catch by its name.
final class Spam extends RuntimeException {

    private static final long serialVersionUID = 1L;

    Spam(String message) {
        super(message);
    }
}
