// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines.net;

import dev.thrum.core.Baton;
import dev.thrum.core.Scheduler;
import dev.thrum.core.WaitQueue;
import dev.thrum.core.Waiter;
import java.io.IOException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;

/// Looks out for channels on behalf of those who wait for them: of all strands of one scheduler.
abstract sealed class Poller permits LoopPoller, ThreadPoller {

    // What a poller looks out for is set in the key by whoever waits, and taken back by the poller when it finds a
    // channel ready and nobody waiting. If the two meet:
    //
    //     who waits                            the poller
    //     joins the queue                      finds nobody in the queue
    //     looks whether the poller looks out   looks out no longer
    //                                          looks into the queue again, and looks out again if somebody is there
    //
    // so one of the two sees the other.
    //
    // A poller that blocks has to be woken to look out for more. It says that it blocks before it looks at what it is
    // to look out for, and who changes that looks afterwards whether it blocks.

    private final Selector selector;
    private volatile boolean isBlocked;

    Poller() throws IOException {
        this.selector = Selector.open();
    }

    /// The poller for the strands of a scheduler, one of which is going to wait.
    static Poller begunOn(Scheduler scheduler) throws IOException {
        return scheduler instanceof Baton baton ? LoopPoller.begunOn(baton) : ThreadPoller.get();
    }

    /// The strand that was going to wait does so no more.
    abstract void end();

    /// Whether anybody waits, or is going to.
    abstract boolean isNeeded();

    /// Waits for what a queue is for.
    abstract boolean await(WaitQueue queue, Waiter waiter) throws InterruptedException;

    /// Whether who waits for an operation, and was told, is likely to use it and to wait again before the next look.
    abstract boolean isLikelyToWaitAgain(int operation);

    /// A channel that was closed is to be forgotten.
    abstract void forget() throws IOException;

    final Selector selector() {
        return selector;
    }

    final SelectionKey register(SelectableChannel channel, Port port) throws ClosedChannelException {
        return channel.register(selector, 0, port);
    }

    /// Looks out for an operation from now on.
    ///
    /// @throws ClosedChannelException if the channel is closed
    final void lookOutFor(SelectionKey key, int operation) throws ClosedChannelException {
        try {
            if ((key.interestOps() & operation) == 0) {
                key.interestOpsOr(operation);
                wakeUp();
            }
        } catch (CancelledKeyException e) {
            throw closed(e);
        }
    }

    private static ClosedChannelException closed(CancelledKeyException cause) {
        ClosedChannelException closed = new ClosedChannelException();
        closed.initCause(cause);
        return closed;
    }

    final void wakeUp() {
        if (isBlocked) {
            selector.wakeup();
        }
    }

    /// Tells those whose channels are ready now. Does not block.
    ///
    /// @return how many channels are ready
    final int look() throws IOException {
        return selector.selectNow(this::tell);
    }

    /// Blocks until channels are ready or it is woken, and tells those who wait for them.
    final void lookOut() throws IOException {
        isBlocked = true;
        try {
            if (isNeeded()) {
                selector.select(this::tell);
            }
        } finally {
            isBlocked = false;
        }
    }

    private void tell(SelectionKey key) {
        isBlocked = false;
        try {
            Port port = (Port) key.attachment();
            int ready = key.readyOps();
            while (ready != 0) {
                int operation = Integer.lowestOneBit(ready);
                ready -= operation;
                if (!port.ready(operation) || !isLikelyToWaitAgain(operation)) {
                    key.interestOpsAnd(~operation);
                    if (port.isAwaited(operation)) {
                        key.interestOpsOr(operation);
                    }
                }
            }
        } catch (CancelledKeyException _) {
            // It was closed meanwhile, and whoever closed it has told everybody.
        }
    }
}
