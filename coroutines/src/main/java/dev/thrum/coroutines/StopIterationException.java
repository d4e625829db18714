// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/// The answer of a coroutine or an iterator that has ended to those who ask it for more.
///
/// A body that lets it escape would tell its own consumer that *it* had ended; so it is wrapped in an
/// [IllegalStateException] there (PEP 479).
///
/// Source: `StopIteration`, PEP 255 and PEP 380.
public final class StopIterationException extends NoSuchElementException {

    private static final long serialVersionUID = 1L;

    /// What the body has returned.
    private final transient @Nullable Object value;

    StopIterationException(String message, @Nullable Object value) {
        super(message);
        this.value = value;
    }

    /// What the body has returned. Told once: an exception of a later call has none.
    ///
    /// @return the value, which may be `null`; an exception that was serialized has none either
    public @Nullable Object value() {
        return value;
    }
}
