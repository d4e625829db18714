// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines.net;

import dev.thrum.core.Scheduler;
import dev.thrum.core.WaitQueue;
import dev.thrum.core.Waiter;
import java.io.IOException;
import java.nio.channels.SelectionKey;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The poller for plain threads, platform and virtual: a daemon thread that does nothing else.
final class ThreadPoller extends Poller {

    private static final Logger LOG = LoggerFactory.getLogger(ThreadPoller.class);

    /// Made when first needed, and there for good. Guarded by the class.
    private static @Nullable ThreadPoller only;

    private ThreadPoller() throws IOException {}

    static synchronized ThreadPoller get() throws IOException {
        ThreadPoller present = only;
        if (present == null) {
            present = new ThreadPoller();
            Thread.ofPlatform().daemon().name("thrum-poller").start(present::run);
            only = present;
        }
        return present;
    }

    private void run() {
        while (true) {
            try {
                lookOut();
            } catch (IOException | RuntimeException e) {
                LOG.error("The poller for sockets failed, and goes on", e);
            }
        }
    }

    @Override
    void end() {
        // It goes on.
    }

    @Override
    boolean isNeeded() {
        return true;
    }

    @Override
    boolean await(WaitQueue queue, Waiter waiter) throws InterruptedException {
        return queue.await(waiter, Scheduler.NEVER);
    }

    @Override
    void forget() {
        wakeUp();
    }

    /// Those who wait run beside this thread, which would find the channel ready again before they had their turn.
    @Override
    boolean isLikelyToWaitAgain(int operation) {
        return false;
    }
}
