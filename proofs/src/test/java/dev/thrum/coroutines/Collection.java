// SPDX-License-Identifier: Apache-2.0

package dev.thrum.coroutines;

/// What the garbage collector would do, at a moment that a proof can choose. It stands in this package because nobody
/// else may.
public final class Collection {
    private Collection() {}

    /// Does what the cleaner does once an iterator over a body is unreachable.
    public static void abandon(GeneratorIterator<?> items) {
        ((BodyIterator<?>) items).run().abandon();
    }
}
