// SPDX-License-Identifier: Apache-2.0
package dev.thrum.core;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/// Parks threads, at whatever depth of their stacks: what every wait of the library ends in.
///
/// A virtual thread is parked by copying its stack to the heap, and the JDK does that by a recursion of a step for each
/// interpreted frame, on what is left of the very stack. So in the depth of a recursion of some 3,000 cold frames
/// [LockSupport#park] throws [StackOverflowError], though there is room to go on. Here such a thread rests for a moment
/// *with* its carrier instead, and returns as if for no reason, which all who park are prepared for.
///
/// While it rests nothing else runs on that carrier. Where no other carrier is left, nobody might ever come to wake it;
/// so the last one is not kept, and the error is thrown after all. Waits for a time end by themselves, and rest anyway.
final class Parking {

    // It is Object.wait that rests: where a virtual thread cannot be unmounted, the JDK lets it wait with its carrier. A
    // park, a sleep or a yield would throw again.

    /// A compromise between how late it is noticed that the wait is over and what it costs to look: each look is
    /// another attempt to park, which takes 50 to 400 µs in such a depth, so 5 to 30 % of a processor.
    private static final long REST_MILLIS = 1;

    /// How many threads rest at present.
    private static final AtomicInteger RESTING = new AtomicInteger();

    private Parking() {}

    /// As [LockSupport#park(Object)].
    ///
    /// @throws StackOverflowError if the stack is too deep to be parked, and all other carriers are kept by such
    ///     threads
    static void park(Object blocker) {
        try {
            LockSupport.park(blocker);
        } catch (StackOverflowError tooDeep) {
            if (!rest(false)) {
                throw tooDeep;
            }
        }
    }

    /// As [LockSupport#parkNanos(Object, long)]; may take some milliseconds more.
    static void parkNanos(Object blocker, long nanos) {
        try {
            LockSupport.parkNanos(blocker, nanos);
        } catch (StackOverflowError tooDeep) {
            rest();
        }
    }

    /// As [Thread#yield()]; does nothing where the stack is too deep for that.
    @SuppressWarnings("ThreadPriorityCheck") // nothing relies on it
    static void yieldNow() {
        try {
            Thread.yield();
        } catch (StackOverflowError tooDeep) {
            Thread.onSpinWait();
        }
    }

    /// Rests for a moment without leaving the carrier, though it may be the last one: for those who cannot give up.
    static void rest() {
        boolean _ = rest(true);
    }

    @SuppressWarnings("WaitNotInLoop") // it is the time that is waited for
    private static boolean rest(boolean mayKeepLastCarrier) {
        int resting = RESTING.incrementAndGet();
        try {
            if (resting >= Carriers.NUMBER && !mayKeepLastCarrier) {
                return false;
            }
            Object nobody = new Object();
            synchronized (nobody) {
                nobody.wait(REST_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // a park, too, would have returned with the status set
        } finally {
            RESTING.getAndDecrement();
        }
        return true;
    }
}
