// SPDX-License-Identifier: Apache-2.0
package dev.thrum.sync;

import dev.thrum.core.Body;
import dev.thrum.core.Resource;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What a [Select] does if none of the other clauses can go on, at once or within a time.
final class UnreadyClause<R extends @Nullable Object, X extends Exception> extends Clause<R, X> {

    /// Zero for "at once".
    private final Duration timeout;
    private final Body<? extends R, ? extends X> handler;

    UnreadyClause(Duration timeout, Body<? extends R, ? extends X> handler) {
        this.timeout = timeout;
        this.handler = handler;
    }

    Duration timeout() {
        return timeout;
    }

    @Override
    @Nullable Object attempt() {
        return null;
    }

    @Override
    R handle(Object outcome) throws X, InterruptedException {
        return handler.call();
    }

    @Override
    @Nullable Resource subject() {
        return null;
    }
}
