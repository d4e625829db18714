// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import dev.thrum.core.Action;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/// The body of a task without a result, as the body of one whose result is `null`.
///
/// @param action what was written
record Unvalued(Action<?> action) implements Callable<@Nullable Void> {

    /// Wraps what was written, if anything was.
    static Unvalued of(String taskName, Action<?> action) {
        return new Unvalued(EventLoop.required(taskName, action));
    }

    @Override
    public @Nullable Void call() throws Exception {
        action.run();
        return null;
    }
}
