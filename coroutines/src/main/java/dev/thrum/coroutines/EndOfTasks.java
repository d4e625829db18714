// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import dev.thrum.core.Resource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The end of some tasks, as what somebody waits for. Its owners are those of the tasks it needs that have begun; one
/// that has not is certain to.
interface EndOfTasks extends Resource {

    /// The tasks each of which alone can keep everybody waiting.
    List<? extends Task<?>> needed();

    @Override
    default List<Thread> owners() {
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
    default @Nullable Thread owner() {
        List<Thread> owners = owners();
        return owners.isEmpty() ? null : owners.getFirst();
    }
}
