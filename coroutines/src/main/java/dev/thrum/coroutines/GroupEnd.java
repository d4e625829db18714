// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import dev.thrum.core.CancelScope;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// The end of all tasks of a group, as what whoever leaves the group waits for.
///
/// Who they are is known from the scopes under the group's, so that a group need not keep them.
///
/// @param name that of the group
/// @param scope the group's
/// @param pending how many tasks have not ended
/// @param isRace whether one of them is enough, for it cancels the others then
record GroupEnd(String name, CancelScope scope, AtomicInteger pending, boolean isRace) implements EndOfTasks {

    @Override
    public String name() {
        int tasks = pending.get();
        return "the end of " + tasks + (tasks == 1 ? " task of " : " tasks of ") + name;
    }

    @Override
    public List<Task<?>> alternatives() {
        return isUndecided() ? runners() : List.of();
    }

    /// One runner may stand for all those of a race: the others need not be looked at as long as that one can go on.
    @Override
    public List<Task<?>> needed() {
        return isUndecided() ? runners().stream().limit(1).toList() : LoopTasks.under(scope);
    }

    private boolean isUndecided() {
        return isRace && !scope.isCancelled();
    }

    /// Those of a race; nobody as long as one of them has not begun, for that one can go on.
    private List<Task<?>> runners() {
        List<Task<?>> running = LoopTasks.under(scope);
        return running.size() < pending.get() ? List.of() : running;
    }
}
