// SPDX-License-Identifier: Apache-2.0
package dev.thrum.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thrum.core.CancelScope;
import dev.thrum.core.CancelledException;
import dev.thrum.core.Inspector;
import dev.thrum.fixture.Strands;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(60)
class ChannelTest {

    private static final Duration FOREVER = Duration.ofSeconds(Long.MAX_VALUE);
    private static final Duration MOMENT = Duration.ofMillis(2);

    static Stream<Supplier<Channel<Integer>>> allForms() {
        return Stream.of(Channel::rendezvous, () -> Channel.buffered(3), Channel::unlimited, Channel::conflated);
    }

    /// Waits until so many stand in line at the two ends.
    static void untilWaiting(int sending, int receiving, Channel<?> channel) {
        String figures = sending + " sending, " + receiving + " receiving)";
        Strands.until(figures + " at " + channel, () -> channel.toString().endsWith(figures));
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("19: at a rendezvous the sender waits for the receiver and the receiver for the sender")
    void bothSidesOfARendezvousWait(Strands.Kind kind) throws InterruptedException {
        Channel<Integer> channel = Channel.rendezvous();
        assertThat(channel.trySend(1)).isFalse();
        assertThat(channel.tryReceive()).isEqualTo(new Received.Empty<>());
        Strands strands = Strands.of(kind);
        strands.start("sends", () -> channel.send(2));
        untilWaiting(1, 0, channel);
        assertThat(channel.size()).isZero();
        assertThat(channel.tryReceive()).isEqualTo(new Received.Item<>(2));
        strands.join();
        Strands others = Strands.of(kind);
        others.start("receives", () -> assertThat(channel.receive()).isEqualTo(3));
        untilWaiting(0, 1, channel);
        assertThat(channel.trySend(3)).isTrue();
        others.join();
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("19: the capacity of a buffered channel is exact, its order that of arrival")
    void theCapacityIsExactAndTheOrderThatOfArrival(Strands.Kind kind) throws InterruptedException {
        for (int capacity : new int[] {1, 2, 3, 5, 8, 100}) {
            Channel<Integer> channel = Channel.buffered(capacity);
            for (int i = 0; i < capacity; i++) {
                assertThat(channel.size()).isEqualTo(i);
                assertThat(channel.trySend(i)).isTrue();
            }
            assertThat(channel.trySend(-1)).isFalse();
            assertThat(channel.trySend(-1, Duration.ZERO)).isFalse();
            assertThat(channel.size()).isEqualTo(channel.capacity()).isEqualTo(capacity);
            Strands strands = Strands.of(kind);
            strands.start("sends", () -> channel.send(capacity));
            untilWaiting(1, 0, channel);
            assertThat(channel.receive()).isEqualTo(0);
            strands.join();
            assertThat(channel.size()).isEqualTo(capacity);
            for (int i = 1; i <= capacity; i++) {
                assertThat(channel.receive()).isEqualTo(i);
            }
            assertThat(channel.size()).isZero();
        }
    }

    @Test
    @DisplayName("19: an unlimited channel has room without end")
    void anUnlimitedChannelHasRoomWithoutEnd() throws InterruptedException {
        Channel<Integer> channel = Channel.unlimited();
        for (int i = 0; i < 10_000; i++) {
            channel.send(i);
        }
        channel.close();
        List<Integer> received = new ArrayList<>();
        channel.forEach(received::add);
        assertThat(received).isEqualTo(IntStream.range(0, 10_000).boxed().toList());
        assertThat(channel.capacity()).isEqualTo(Channel.UNLIMITED);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("19: a conflated channel keeps the latest item, and a waiting receiver gets the first")
    void aConflatedChannelKeepsTheLatest(Strands.Kind kind) throws InterruptedException {
        Channel<Integer> channel = Channel.conflated();
        for (int i = 1; i <= 5; i++) {
            channel.send(i);
            assertThat(channel.size()).isEqualTo(1);
        }
        assertThat(channel.receive()).isEqualTo(5);
        assertThat(channel.tryReceive()).isEqualTo(new Received.Empty<>());
        Strands strands = Strands.of(kind);
        strands.start("receives", () -> assertThat(channel.receive()).isEqualTo(6));
        untilWaiting(0, 1, channel);
        assertThat(channel.trySend(6)).isTrue();
        assertThat(channel.trySend(7)).isTrue();
        strands.join();
        channel.close();
        assertThat(channel.receiveOrClosed()).isEqualTo(new Received.Item<>(7));
        assertThat(channel.receiveOrClosed()).isEqualTo(new Received.Closed<>(null));
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("19: those who wait are served in the order of their arrival, at both ends")
    void thoseWhoWaitAreServedInTheirOrder(Strands.Kind kind) throws InterruptedException {
        Channel<Integer> channel = Channel.rendezvous();
        Strands senders = Strands.of(kind);
        for (int i = 0; i < 5; i++) {
            int item = i;
            senders.start("sends " + i, () -> channel.send(item));
            untilWaiting(i + 1, 0, channel);
        }
        for (int i = 0; i < 5; i++) {
            assertThat(channel.receive()).isEqualTo(i);
        }
        senders.join();
        List<Integer> received = Collections.synchronizedList(new ArrayList<>(Collections.nCopies(5, -1)));
        Strands receivers = Strands.of(kind);
        for (int i = 0; i < 5; i++) {
            int place = i;
            receivers.start("receives " + i, () -> received.set(place, channel.receive()));
            untilWaiting(0, i + 1, channel);
        }
        for (int i = 0; i < 5; i++) {
            assertThat(channel.trySend(i)).isTrue();
        }
        receivers.join();
        assertThat(received).containsExactly(0, 1, 2, 3, 4);
    }

    @Test
    @DisplayName("19: nobody overtakes a waiting sender")
    void nobodyOvertakesAWaitingSender() throws InterruptedException {
        Channel<Integer> channel = Channel.buffered(1);
        channel.send(0);
        Strands strands = Strands.of(Strands.Kind.PLATFORM);
        strands.start("waits", () -> channel.send(1));
        untilWaiting(1, 0, channel);
        assertThat(channel.receive()).isEqualTo(0);
        assertThat(channel.trySend(2)).as("the room is the waiting sender's").isFalse();
        assertThat(channel.receive()).isEqualTo(1);
        strands.join();
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("19: timed forms tell that the time is over, and leave nothing behind")
    void timedFormsTellThatTheTimeIsOver(Strands.Kind kind) throws InterruptedException {
        Channel<Integer> channel = Channel.rendezvous();
        Strands strands = Strands.of(kind);
        strands.start("waits", () -> {
            assertThat(channel.tryReceive(MOMENT)).isEqualTo(new Received.Empty<>());
            assertThat(channel.trySend(1, MOMENT)).isFalse();
            assertThat(channel.tryReceive(Duration.ZERO)).isEqualTo(new Received.Empty<>());
            assertThat(channel.toString()).endsWith("0 sending, 0 receiving)");
            Duration negative = Duration.ofNanos(-1);
            assertThatIllegalArgumentException().isThrownBy(() -> channel.tryReceive(negative));
            assertThatIllegalArgumentException().isThrownBy(() -> channel.trySend(1, negative));
        });
        strands.join();
        Strands others = Strands.of(kind);
        others.start("receives", () -> assertThat(channel.tryReceive(FOREVER)).isEqualTo(new Received.Item<>(1)));
        others.start("sends", () -> assertThat(channel.trySend(1, FOREVER)).isTrue());
        others.join();
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("19: interrupted or cancelled waits leave nothing behind, and the others waiting")
    void interruptedOrCancelledWaitsLeaveTheOthersWaiting(Strands.Kind kind) throws InterruptedException {
        Channel<Integer> channel = Channel.rendezvous();
        Strands leaving = Strands.of(kind);
        CancelScope scope = new CancelScope("cancelled");
        Thread interrupted = leaving.start("interrupted", () -> assertThatThrownBy(channel::receive)
                .isExactlyInstanceOf(InterruptedException.class).hasMessageContaining("an item of Channel"));
        untilWaiting(0, 1, channel);
        leaving.start("cancelled", () -> scope.run(() -> assertThatThrownBy(() -> channel.forEach(item -> { }))
                .isInstanceOf(CancelledException.class)));
        untilWaiting(0, 2, channel);
        Strands staying = Strands.of(kind);
        staying.start("stays", () -> assertThat(channel.receive()).isEqualTo(1));
        untilWaiting(0, 3, channel);
        interrupted.interrupt();
        scope.cancel("enough");
        leaving.join();
        untilWaiting(0, 1, channel);
        channel.send(1);
        staying.join();
        Strands sender = Strands.of(kind);
        Thread sends = sender.start("sends", () -> assertThatThrownBy(() -> channel.send(2))
                .isExactlyInstanceOf(InterruptedException.class).hasMessageContaining("a receiver of Channel"));
        untilWaiting(1, 0, channel);
        sends.interrupt();
        sender.join();
        assertThat(channel.tryReceive()).as("the item was not sent").isEqualTo(new Received.Empty<>());
    }

    @ParameterizedTest
    @MethodSource("allForms")
    @DisplayName("19: interrupted before it waits, even if it need not")
    void interruptedBeforeItWaits(Supplier<Channel<Integer>> form) {
        Channel<Integer> channel = form.get();
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> channel.send(1)).isExactlyInstanceOf(InterruptedException.class);
        Thread.currentThread().interrupt();
        assertThatThrownBy(channel::receive).isExactlyInstanceOf(InterruptedException.class);
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> channel.tryReceive(Duration.ZERO)).isExactlyInstanceOf(InterruptedException.class);
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
        assertThat(channel.size()).isZero();
    }

    @ParameterizedTest
    @MethodSource("allForms")
    @DisplayName("19: null is no item")
    void nullIsNoItem(Supplier<Channel<Integer>> form) {
        Channel<Integer> channel = form.get();
        assertThatNullPointerException().isThrownBy(() -> channel.send(null));
        assertThatNullPointerException().isThrownBy(() -> channel.trySend(null));
        assertThatNullPointerException().isThrownBy(() -> channel.trySend(null, MOMENT));
        assertThatNullPointerException().isThrownBy(() -> channel.onSend(null, () -> 1));
        assertThatNullPointerException().isThrownBy(() -> channel.fail(null));
        assertThat(channel.tryReceive()).isEqualTo(new Received.Empty<>());
    }

    @Test
    @DisplayName("19: a capacity must be positive")
    void aCapacityMustBePositive() {
        assertThatIllegalArgumentException().isThrownBy(() -> Channel.buffered(0)).withMessageContaining("rendezvous");
        assertThatIllegalArgumentException().isThrownBy(() -> Channel.buffered("C", -1));
    }

    @Test
    @DisplayName("21: named channels are shown by the inspector, with their figures")
    void namedChannelsAreShown() throws InterruptedException {
        Channel<Integer> buffered = Channel.buffered("letters", 2);
        buffered.send(1);
        Channel<Integer> others = Channel.rendezvous("calls");
        Channel<Integer> unlimited = Channel.unlimited("all of them");
        Channel<Integer> conflated = Channel.conflated("latest");
        assertThat(Inspector.snapshot().toText())
                .contains("Channel \"letters\": state 1 of 2 items, 0 sending, 0 receiving")
                .contains("Channel \"calls\": state 0 of 0 items, 0 sending, 0 receiving")
                .contains("Channel \"all of them\": state 0 items, 0 sending, 0 receiving")
                .contains("Channel \"latest\": state 0 items, 0 sending, 0 receiving");
        Strands strands = Strands.of(Strands.Kind.VIRTUAL);
        strands.start("caller", () -> others.send(1));
        untilWaiting(1, 0, others);
        Strands.until("it is seen", () -> Inspector.snapshot().toText()
                .contains("virtual thread \"caller\": waits for a receiver of Channel \"calls\""));
        others.close();
        assertThat(others).hasToString("Channel \"calls\" (0 of 0 items, closed by platform thread \"main\", "
                + "1 sending, 0 receiving)");
        assertThat(others.receive()).isEqualTo(1);
        strands.join();
        assertThat(unlimited.size()).isEqualTo(conflated.size()).isZero();
    }
}
