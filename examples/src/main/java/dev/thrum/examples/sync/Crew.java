// SPDX-License-Identifier: Apache-2.0
package dev.thrum.examples.sync;

import dev.thrum.core.Action;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/// Some virtual threads that are waited for together.
///
/// It spares the examples the `try` that `Runnable` asks for around everything that waits, and makes the failure of a
/// thread that of the example instead of losing it.
final class Crew {

    private final List<FutureTask<?>> members = new ArrayList<>();

    /// Starts a thread.
    void start(String name, Action<?> work) {
        FutureTask<String> member = new FutureTask<>(() -> {
            work.run();
            return name;
        });
        members.add(member);
        Thread.ofVirtual().name(name).start(member);
    }

    /// Waits until all have ended.
    void join() throws InterruptedException, ExecutionException {
        for (FutureTask<?> member : members) {
            member.get();
        }
    }
}
