// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import java.util.List;

/// The end of a loop that runs inside a task of another one, as what that task waits for. What is needed is the end of
/// the main task, the first of all, as long as that runs, for it cancels the others; afterwards that of all that are
/// left.
record LoopEnd(EventLoop loop) implements EndOfTasks {

    @Override
    public String name() {
        return "the end of " + loop;
    }

    @Override
    public List<Task<?>> needed() {
        List<Task<?>> running = LoopTasks.under(loop.root());
        return loop.root().isCancelled() ? running : running.subList(0, Math.min(1, running.size()));
    }
}
