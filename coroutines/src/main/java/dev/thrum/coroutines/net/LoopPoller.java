// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines.net;

import dev.thrum.core.Baton;
import dev.thrum.core.Scheduler;
import dev.thrum.core.WaitQueue;
import dev.thrum.core.Waiter;
import dev.thrum.coroutines.EventLoop;
import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The poller of an event loop: a strand of that loop, which looks whenever all others that were ready have had their
/// turn, as asyncio does.
///
/// So who is told runs next, on the same thread if it can, and has read all there is before the next look: what the
/// poller looks out for need not be changed from one message to the next, and a message costs the loop no system calls
/// but those that read and write it. When nobody has anything to do, the poller looks out for some microseconds more,
/// if that has paid of late, and then leaves the loop to block on another thread.
final class LoopPoller extends Poller {

    // NONE --begin(), by the first who waits--> THERE <--> LOOKING   a strand is there; it looks, or is outside and
    // blocks
    //   ^                                        |
    //   +---- the strand, when nobody waits -----+
    //   |
    //   +--> CLOSED, when it knows no channel any more: by the strand, or by whoever has closed the last channel
    //
    // All edges are drawn under the monitor. `waiting` is changed without it: who comes raises it before it looks at
    // `isThere`, and the strand clears `isThere` before it looks at `waiting` for the last time.

    private static final Logger LOG = LoggerFactory.getLogger(LoopPoller.class);
    private static final ConcurrentHashMap<Baton, LoopPoller> POLLERS = new ConcurrentHashMap<>();

    /// How often to look in vain before it blocks; each takes about half a microsecond.
    private static final int LOOKS = 40;

    /// After how many times in vain in a row it blocks at once, and how often it looks out all the same.
    private static final int PATIENCE = 4;
    private static final int PROBE_EVERY = 32;

    private final Baton baton;

    /// How many wait, or are about to.
    private final AtomicInteger waiting = new AtomicInteger();

    private volatile boolean isThere;

    /// Guarded by the monitor.
    private boolean isClosed;

    // How looking out has paid; the strand's own.
    private int inVain;
    private int untilProbe;

    private LoopPoller(Baton baton) throws IOException {
        this.baton = baton;
    }

    /// How many loops have one.
    static int inUse() {
        return POLLERS.size();
    }

    /// The poller of a loop, for one that is going to wait.
    static LoopPoller begunOn(Baton baton) throws IOException {
        while (true) {
            LoopPoller poller = POLLERS.get(baton);
            if (poller == null) {
                poller = new LoopPoller(baton);
                LoopPoller other = POLLERS.putIfAbsent(baton, poller);
                if (other != null) {
                    poller.selector().close();
                    poller = other;
                }
            }
            if (poller.tryBegin()) {
                return poller;
            }
        }
    }

    /// Answers false if this poller is closed.
    private boolean tryBegin() {
        waiting.incrementAndGet();
        return isThere || start();
    }

    private synchronized boolean start() {
        if (!isThere && !isClosed) {
            isThere = true;
            baton.fork("poller", this::run);
        }
        return !isClosed;
    }

    @Override
    void end() {
        if (waiting.decrementAndGet() == 0) {
            wakeUp();
        }
    }

    @Override
    boolean isNeeded() {
        return waiting.get() > 0;
    }

    @Override
    boolean await(WaitQueue queue, Waiter waiter) throws InterruptedException {
        return baton.awaitingOutside(() -> queue.await(waiter, Scheduler.NEVER));
    }

    /// Who reads or accepts has the next turn, and usually leaves nothing.
    @Override
    boolean isLikelyToWaitAgain(int operation) {
        return (operation & (SelectionKey.OP_READ | SelectionKey.OP_ACCEPT)) != 0;
    }

    @Override
    synchronized void forget() throws IOException {
        if (isThere) {
            wakeUp();
        } else if (!isClosed) {
            closeIfUnused();
        }
    }

    /// The strand.
    private void run() {
        try {
            int looksLeft = patience();
            do {
                if (look() > 0) {
                    inVain = 0;
                    looksLeft = patience();
                } else if (looksLeft-- <= 0) {
                    inVain++;
                    block();
                    looksLeft = patience();
                }
                baton.yieldNow();
            } while (!leave());
        } catch (IOException | RuntimeException | Error e) {
            fail(e);
        }
    }

    /// How often to look in vain from now on before it blocks.
    private int patience() {
        if (inVain >= PATIENCE && --untilProbe > 0) {
            return 0;
        }
        untilProbe = PROBE_EVERY;
        return LOOKS;
    }

    private void block() throws IOException {
        try {
            EventLoop.toThread(this::lookOut);
        } catch (InterruptedException _) {
            // Nobody has this thread to interrupt it on purpose; whatever it was for, the next look is due.
        }
    }

    private boolean leave() throws IOException {
        return waiting.get() == 0 && leaveIfUnneeded();
    }

    private synchronized boolean leaveIfUnneeded() throws IOException {
        isThere = false;
        if (waiting.get() > 0) {
            isThere = true;
            return false;
        }
        closeIfUnused();
        return true;
    }

    /// Called under the monitor, when there is no strand.
    private void closeIfUnused() throws IOException {
        look(); // which is when closed channels are forgotten
        if (selector().keys().isEmpty()) {
            close();
        }
    }

    private void close() throws IOException {
        retire();
        selector().close();
    }

    /// Who waits from now on gets another poller.
    private void retire() {
        isClosed = true;
        POLLERS.remove(baton, this);
    }

    /// Rather than have everybody wait for ever.
    private synchronized void fail(Throwable failure) {
        LOG.error("The poller for sockets of {} failed; its connections are closed", baton, failure);
        isThere = false;
        retire();
        for (SelectionKey key : List.copyOf(selector().keys())) {
            try {
                ((Port) key.attachment()).close("the poller, which has failed: " + failure);
            } catch (IOException | RuntimeException e) {
                LOG.error("{} could not be closed", key.channel(), e);
            }
        }
        try {
            selector().close();
        } catch (IOException e) {
            LOG.error("{} could not be closed", selector(), e);
        }
    }
}
