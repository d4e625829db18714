// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines.net;

import dev.thrum.core.Resource;
import dev.thrum.core.Scheduler;
import dev.thrum.core.WaitQueue;
import dev.thrum.core.Waiter;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Whose turn it is to write: what is written by one call stays together.
final class Turn implements Resource {

    // null <--leave()-- a thread <--compareAndSet by whoever finds it null--
    //
    // A grant is leave to try again; who loses the try to a newcomer waits at the head. Whoever has the turn
    // grants the next when it leaves; so nobody misses a grant that comes to one who has it already.
    private final AtomicReference<@Nullable Thread> holder = new AtomicReference<>();
    private final WaitQueue others = new WaitQueue(this);
    private final String stream;

    Turn(String stream) {
        this.stream = stream;
    }

    void enter() throws InterruptedException {
        if (!tryEnter()) {
            awaitTurn();
        }
    }

    private boolean tryEnter() {
        return holder.compareAndSet(null, Thread.currentThread());
    }

    private void awaitTurn() throws InterruptedException {
        Waiter waiter = others.enqueue();
        while (!tryEnter()) {
            others.await(waiter, Scheduler.NEVER);
            if (tryEnter()) {
                return;
            }
            waiter = others.enqueueFirst();
        }
        others.withdraw(waiter); // granted or not
    }

    void leave() {
        holder.set(null);
        others.grantFirst();
    }

    @Override
    public String name() {
        return "the turn to write to " + stream;
    }

    @Override
    public @Nullable Thread owner() {
        return holder.get();
    }
}
