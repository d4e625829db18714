// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import dev.thrum.core.CancelScope;
import dev.thrum.core.Resource;
import dev.thrum.core.Strand;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// The end of all tasks of a group, as what whoever leaves the group waits for. Its owners are the tasks that have
/// begun; one that has not is certain to.
///
/// Who they are is known from the scopes under the group's, so that a group need not keep them.
///
/// @param name that of the group
/// @param scope the group's
/// @param pending how many tasks have not ended
/// @param isRace whether one of them is enough, for it cancels the others then
record GroupEnd(String name, CancelScope scope, AtomicInteger pending, boolean isRace) implements Resource {

    @Override
    public String name() {
        int tasks = pending.get();
        return "the end of " + tasks + (tasks == 1 ? " task of " : " tasks of ") + name;
    }

    @Override
    public List<Thread> owners() {
        List<Thread> owners = new ArrayList<>();
        for (Task<?> task : needed()) {
            Thread owner = task.owner();
            if (owner != null) {
                owners.add(owner);
            }
        }
        return owners;
    }

    @Override
    public @Nullable Thread owner() {
        List<Thread> owners = owners();
        return owners.isEmpty() ? null : owners.getFirst();
    }

    @Override
    public List<Task<?>> alternatives() {
        return isUndecided() ? runners() : List.of();
    }

    /// One runner may stand for all those of a race: the others need not be looked at as long as that one can go on.
    private List<Task<?>> needed() {
        return isUndecided() ? runners().stream().limit(1).toList() : running();
    }

    private boolean isUndecided() {
        return isRace && !scope.isCancelled();
    }

    /// Those of a race; nobody as long as one of them has not begun, for that one can go on.
    private List<Task<?>> runners() {
        List<Task<?>> running = running();
        return running.size() < pending.get() ? List.of() : running;
    }

    private List<Task<?>> running() {
        List<Task<?>> running = new ArrayList<>();
        for (Strand strand : scope.strandsUnder()) {
            Task<?> task = LoopTasks.of(strand);
            if (task != null) {
                running.add(task);
            }
        }
        return running;
    }
}
