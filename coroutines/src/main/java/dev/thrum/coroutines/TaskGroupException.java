// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import java.util.List;
import java.util.concurrent.ExecutionException;

/// Everything that has failed in a group of tasks, in one exception.
///
/// It is the [ExecutionException] that [Task#await()] throws, for several: its cause is the failure that came first,
/// and the others are suppressed, so a printed stack trace shows all of them. A group throws it even for one failure
/// alone: whether a second one came in time is not for the caller's `catch` to depend on.
///
/// Source: PEP 654, `ExceptionGroup`; Trio's strict exception groups.
public final class TaskGroupException extends ExecutionException {

    private static final long serialVersionUID = 1L;

    private final transient List<Throwable> failures;

    /// @param failures at least one
    TaskGroupException(String group, List<Throwable> failures) {
        super(message(group, failures), failures.getFirst());
        this.failures = List.copyOf(failures);
        failures.stream().skip(1).forEach(this::addSuppressed);
    }

    private static String message(String group, List<Throwable> failures) {
        String first = failures.getFirst().toString();
        return failures.size() == 1
                ? group + " failed: " + first
                : group + " failed in " + failures.size() + " places, first of all: " + first;
    }

    /// What has failed.
    ///
    /// @return the exceptions of the group's body and of its tasks, the same instances, in the order in which they came;
    ///     at least one
    public List<Throwable> failures() {
        return failures;
    }
}
