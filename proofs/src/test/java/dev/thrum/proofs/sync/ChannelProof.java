// SPDX-License-Identifier: Apache-2.0

package dev.thrum.proofs.sync;

import dev.thrum.proofs.Unchecked;
import dev.thrum.proofs.core.Waiting;
import dev.thrum.sync.Channel;
import dev.thrum.sync.ChannelClosedException;
import dev.thrum.sync.Received;
import java.time.Duration;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;

/// A channel loses no item, doubles none, keeps their order, and tells every receiver of its end.
///
/// In the twins with planted bugs, [ItemForTheGone][dev.thrum.proofs.canary.ItemForTheGone] hands an item over without
/// asking whether the receiver still waits, and [SendAfterClose][dev.thrum.proofs.canary.SendAfterClose] looks whether
/// the channel is closed and then sends.
///
/// Run alone with `-Djcstress.only=ChannelProof`.
public final class ChannelProof {
    private static final int CLOSED = -1;

    private ChannelProof() {}

    /// An item, 0 for none, -1 for the end.
    private static int number(Received<Integer> received) {
        return switch (received) {
            case Received.Item<Integer>(Integer item) -> item;
            case Received.Empty<Integer>() -> 0;
            case Received.Closed<Integer> closed -> CLOSED;
        };
    }

    private static int receive(Channel<Integer> channel, Duration timeout) {
        int[] received = new int[1];
        Unchecked.run(() -> received[0] = number(channel.tryReceive(timeout)));
        return received[0];
    }

    private static int send(Channel<Integer> channel, int item, Duration timeout) {
        int[] sent = new int[1];
        Unchecked.run(() -> sent[0] = channel.trySend(item, timeout) ? 1 : 0);
        return sent[0];
    }

    /// At a rendezvous both sides wait for each other, and what was written before the send is seen after it, as is what
    /// was written before the receive.
    @JCStressTest
    @Outcome(id = "2, 3", expect = Expect.ACCEPTABLE, desc = "the item, and what each side has written before")
    @State
    public static class Rendezvous {
        private final Channel<Integer> channel = Channel.rendezvous();
        private int ofSender;
        private int ofReceiver;

        @Actor
        public void sender(II_Result result) {
            ofSender = 1;
            result.r2 = 2 * send(channel, 1, Waiting.LIMIT) + ofReceiver;
        }

        @Actor
        public void receiver(II_Result result) {
            ofReceiver = 1;
            result.r1 = receive(channel, Waiting.LIMIT) + ofSender;
        }
    }

    /// Three items through a channel that holds one: the sender waits for the receiver, and the other way round.
    @JCStressTest
    @Outcome(id = "1, 2, 3", expect = Expect.ACCEPTABLE, desc = "all of them, in their order")
    @State
    public static class Buffered {
        private final Channel<Integer> channel = Channel.buffered(1);

        @Actor
        public void sender() {
            for (int item = 1; item <= 3; item++) {
                send(channel, item, Waiting.LIMIT);
            }
        }

        @Actor
        public void receiver(III_Result result) {
            result.r1 = receive(channel, Waiting.LIMIT);
            result.r2 = receive(channel, Waiting.LIMIT);
            result.r3 = receive(channel, Waiting.LIMIT);
        }
    }

    /// The latest item is never lost, and an earlier one never comes after it.
    @JCStressTest
    @Outcome(id = "0, 2", expect = Expect.ACCEPTABLE, desc = "too early; the latest is there")
    @Outcome(id = "1, 2", expect = Expect.ACCEPTABLE, desc = "the first, and then the latest")
    @Outcome(id = "2, 0", expect = Expect.ACCEPTABLE, desc = "the latest in place of the first")
    @State
    public static class Conflated {
        private final Channel<Integer> channel = Channel.conflated();

        @Actor
        public void sender() {
            channel.trySend(1);
            channel.trySend(2);
        }

        @Actor
        public void receiver(II_Result result) {
            result.r1 = number(channel.tryReceive());
        }

        @Arbiter
        public void look(II_Result result) {
            result.r2 = number(channel.tryReceive());
        }
    }

    /// An item against the receiver's time-out: sent and received, or neither.
    @JCStressTest
    @Outcome(id = "1, 1, 0", expect = Expect.ACCEPTABLE, desc = "handed over")
    @Outcome(id = "0, 0, 0", expect = Expect.ACCEPTABLE, desc = "the receiver was not there")
    @State
    public static class AgainstTimeout {
        private final Channel<Integer> channel = Channel.rendezvous();

        @Actor
        public void sender(III_Result result) {
            result.r1 = channel.trySend(1) ? 1 : 0;
        }

        @Actor
        public void receiver(III_Result result) {
            result.r2 = receive(channel, Waiting.SHORT);
        }

        @Arbiter
        public void look(III_Result result) {
            result.r3 = number(channel.tryReceive());
        }
    }

    /// Both sides give up: sent and received, or neither.
    @JCStressTest
    @Outcome(id = {"1, 1", "0, 0"}, expect = Expect.ACCEPTABLE, desc = "handed over, or not")
    @State
    public static class BothGiveUp {
        private final Channel<Integer> channel = Channel.rendezvous();

        @Actor
        public void sender(II_Result result) {
            result.r1 = send(channel, 1, Waiting.SHORT);
        }

        @Actor
        public void receiver(II_Result result) {
            result.r2 = receive(channel, Waiting.SHORT);
        }
    }

    /// A close against a send: the item is refused, or it can be received before the end.
    @JCStressTest
    @Outcome(id = "1, 1, -1", expect = Expect.ACCEPTABLE, desc = "sent before the close, and received")
    @Outcome(id = "-1, -1, -1", expect = Expect.ACCEPTABLE, desc = "refused")
    @State
    public static class CloseAgainstSend {
        private final Channel<Integer> channel = Channel.buffered(1);

        @Actor
        public void sender(III_Result result) {
            try {
                result.r1 = channel.trySend(1) ? 1 : 0;
            } catch (ChannelClosedException e) {
                result.r1 = CLOSED;
            }
        }

        @Actor
        public void closer() {
            channel.close();
        }

        @Arbiter
        public void look(III_Result result) {
            result.r2 = number(channel.tryReceive());
            result.r3 = number(channel.tryReceive());
        }
    }

    /// A close against a receiver that waits as long as it takes: it is told.
    @JCStressTest
    @Outcome(id = "-1, -1", expect = Expect.ACCEPTABLE, desc = "told of the end")
    @State
    public static class CloseAgainstReceive {
        private final Channel<Integer> channel = Channel.rendezvous();

        @Actor
        public void closer() {
            channel.close();
        }

        @Actor
        public void receiver(II_Result result) {
            result.r1 = receive(channel, Waiting.LIMIT);
        }

        @Arbiter
        public void look(II_Result result) {
            result.r2 = number(channel.tryReceive());
        }
    }
}
