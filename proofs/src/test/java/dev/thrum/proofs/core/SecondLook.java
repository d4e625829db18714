// SPDX-License-Identifier: Apache-2.0

package dev.thrum.proofs.core;

import dev.thrum.core.WaitQueue;
import dev.thrum.core.Waiter;
import dev.thrum.proofs.Unchecked;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/// No wake-up is lost between "it is taken" and "I am in the queue".
///
/// A waiter enqueues and *then* looks once more; whoever frees something changes the state and *then* looks whether
/// somebody waits. All four steps are volatile, so in any order of them at least one side sees the other. In the twin
/// with a planted bug, [NoSecondLook][dev.thrum.proofs.canary.NoSecondLook], the waiter looks first and enqueues
/// afterwards.
///
/// Run alone with `-Djcstress.only=SecondLook`. Seen:
///
/// | test        | result |   samples | meaning                        |
/// |-------------|--------|----------:|--------------------------------|
/// | OfTheWaiter | 0, 0   | 1,585,843 | the waiter saw that it is free |
/// | OfTheWaiter | 1, 1   |   923,741 | the waiter sleeps and is woken |
/// | OfTheWaiter | 0, 1   |     1,340 | each saw the other             |
/// | AndTheWait  | 1      | 2,057,889 | woken, and the data is there   |
public final class SecondLook {
    private SecondLook() {}

    /// The bare race: would the waiter sleep (1, x), and did the other strand find somebody to wake (x, 1)?
    @JCStressTest
    @Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "the waiter saw that it is free")
    @Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "each saw the other")
    @Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "the waiter sleeps and is woken")
    @Outcome(id = "1, 0", expect = Expect.FORBIDDEN, desc = "the waiter sleeps for ever")
    @State
    public static class OfTheWaiter {
        private final WaitQueue queue = Waiting.queue();
        private volatile boolean free;

        @Actor
        public void waiter(II_Result result) {
            queue.enqueue();
            result.r1 = free ? 0 : 1;
        }

        @Actor
        public void other(II_Result result) {
            free = true;
            result.r2 = queue.isEmpty() ? 0 : 1;
        }
    }

    /// The whole wait: the waiter goes on, and sees what was written before the grant, plain fields included.
    @JCStressTest
    @Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "woken, and the data is there")
    @Outcome(id = "0", expect = Expect.FORBIDDEN, desc = "woken without the data")
    @Outcome(id = "-1", expect = Expect.FORBIDDEN, desc = "not woken")
    @State
    public static class AndTheWait {
        private final WaitQueue queue = Waiting.queue();
        private int data;

        @Actor
        public void waiter(I_Result result) {
            Unchecked.run(() -> {
                Waiter waiter = queue.enqueue();
                result.r1 = queue.await(waiter, Waiting.deadline(Waiting.LIMIT)) ? data : -1;
            });
        }

        @Actor
        public void other() {
            data = 1;
            while (!queue.grantFirst()) {
                Thread.onSpinWait();
            }
        }
    }
}
