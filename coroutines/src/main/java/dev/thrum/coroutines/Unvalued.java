// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import dev.thrum.core.Action;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/// The body of a task without a result, as the body of one whose result is `null`.
///
/// @param action what was written
record Unvalued(Action<?> action) implements Callable<@Nullable Void> {

    /// Wraps what was written. What is missing stays missing, to be complained of where the task's name is known.
    @SuppressWarnings("NullAway")
    static Callable<@Nullable Void> of(Action<?> action) {
        return action == null ? null : new Unvalued(action);
    }

    @Override
    public @Nullable Void call() throws Exception {
        action.run();
        return null;
    }
}
