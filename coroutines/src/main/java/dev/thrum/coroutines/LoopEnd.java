// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import dev.thrum.core.Resource;
import dev.thrum.core.Strand;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The end of a loop that runs inside a task of another one, as what that task waits for. Its owner is the main task,
/// the first of all, as long as that runs, for its end cancels the others; afterwards all that are left.
record LoopEnd(EventLoop loop) implements Resource {

    @Override
    public String name() {
        return "the end of " + loop;
    }

    @Override
    public List<Thread> owners() {
        List<Strand> running = loop.root().strandsUnder();
        return running.stream()
                .limit(loop.root().isCancelled() ? running.size() : 1)
                .map(Strand::home)
                .toList();
    }

    @Override
    public @Nullable Thread owner() {
        List<Thread> owners = owners();
        return owners.isEmpty() ? null : owners.getFirst();
    }
}
