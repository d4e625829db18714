// SPDX-License-Identifier: Apache-2.0

package dev.thrum.proofs.sync;

import dev.thrum.core.Body;
import dev.thrum.proofs.Unchecked;
import dev.thrum.proofs.core.Waiting;
import dev.thrum.sync.Channel;
import dev.thrum.sync.Clause;
import dev.thrum.sync.Mutex;
import dev.thrum.sync.Received;
import dev.thrum.sync.Select;
import java.time.Duration;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;

/// A select does one of its clauses, and two selects that meet do the same.
///
/// In the twin with a planted bug, [SelectionWithoutCompareAndSet][dev.thrum.proofs.canary.SelectionWithoutCompareAndSet],
/// a claim looks whether the selection is free and then takes it.
///
/// Run alone with `-Djcstress.only=SelectProof`.
public final class SelectProof {
    private SelectProof() {}

    private static int run(Body<Integer, ?> select) {
        int[] value = new int[1];
        Unchecked.run(() -> value[0] = select.call());
        return value[0];
    }

    private static Clause<Integer, RuntimeException> late(Duration timeout) {
        return Select.onTimeout(timeout, () -> 0);
    }

    private static int rest(Channel<Integer> channel) {
        return channel.tryReceive() instanceof Received.Item<Integer>(Integer item) ? item : 0;
    }

    /// Both ends of two channels are selects, which look at them in opposite orders: they meet at one of them.
    @JCStressTest
    @Outcome(id = {"1, 1", "2, 2"}, expect = Expect.ACCEPTABLE, desc = "they have met at a channel")
    @State
    public static class BothEnds {
        private final Channel<Integer> first = Channel.rendezvous();
        private final Channel<Integer> second = Channel.rendezvous();

        @Actor
        public void sender(II_Result result) {
            result.r1 = run(() -> Select.inOrder(
                    first.onSend(1, () -> 1), second.onSend(2, () -> 2), late(Waiting.LIMIT)));
        }

        @Actor
        public void receiver(II_Result result) {
            result.r2 = run(() -> Select.inOrder(
                    second.onReceive(n -> n), first.onReceive(n -> n), late(Waiting.LIMIT)));
        }
    }

    /// Two selects send and receive at one channel: each meets the other, and not itself.
    @JCStressTest
    @Outcome(id = {"1, 11", "12, 2"}, expect = Expect.ACCEPTABLE, desc = "one has sent and the other received")
    @State
    public static class SameChannel {
        private final Channel<Integer> channel = Channel.rendezvous();

        @Actor
        public void first(II_Result result) {
            result.r1 = run(() -> Select.over(
                    channel.onSend(1, () -> 1), channel.onReceive(n -> 10 + n), late(Waiting.LIMIT)));
        }

        @Actor
        public void second(II_Result result) {
            result.r2 = run(() -> Select.over(
                    channel.onSend(2, () -> 2), channel.onReceive(n -> 10 + n), late(Waiting.LIMIT)));
        }
    }

    /// Two items are offered to a select that wants one, and may give up: as many are received as were sent.
    @JCStressTest
    @Outcome(id = {"0, 0, 0", "1, 1, 0", "2, 0, 1"}, expect = Expect.ACCEPTABLE, desc = "one was sent, or none")
    @State
    public static class TwoOffers {
        private final Channel<Integer> first = Channel.rendezvous();
        private final Channel<Integer> second = Channel.rendezvous();

        @Actor
        public void receiver(III_Result result) {
            result.r1 = run(() -> Select.over(
                    first.onReceive(n -> n), second.onReceive(n -> n), late(Waiting.SHORT)));
        }

        @Actor
        public void sender(III_Result result) {
            result.r2 = first.trySend(1) ? 1 : 0;
            result.r3 = second.trySend(2) ? 1 : 0;
        }
    }

    /// A lock comes free and an item is sent: the select has one of them, and the other one is left.
    @JCStressTest
    @Outcome(id = "1, 0, 1", expect = Expect.ACCEPTABLE, desc = "it has the lock, and the item is left")
    @Outcome(id = "2, 1, 0", expect = Expect.ACCEPTABLE, desc = "it has the item, and the lock is left")
    @State
    public static class LockOrItem {
        private final Mutex mutex = new Mutex();
        private final Channel<Integer> channel = Channel.buffered(1);

        @Actor
        public void holder() {
            if (mutex.tryLock()) {
                channel.trySend(2);
                mutex.unlock();
            } else {
                channel.trySend(2);
            }
        }

        @Actor
        public void selector(III_Result result) {
            result.r1 = run(() -> Select.over(
                    mutex.onLock(() -> 1), channel.onReceive(n -> n), late(Waiting.LIMIT)));
        }

        @Arbiter
        public void look(III_Result result) {
            result.r2 = mutex.isLocked() ? 0 : 1;
            result.r3 = rest(channel) / 2;
        }
    }
}
