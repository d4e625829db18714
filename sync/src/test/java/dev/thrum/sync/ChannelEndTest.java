// SPDX-License-Identifier: Apache-2.0
package dev.thrum.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.thrum.fixture.Strands;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// How channels end.
@Timeout(60)
class ChannelEndTest {

    private static final Duration FOREVER = Duration.ofSeconds(Long.MAX_VALUE);

    static Stream<Supplier<Channel<Integer>>> allForms() {
        return ChannelTest.allForms();
    }

    private final Exception cause = new IllegalArgumentException("the disk is full");

    @ParameterizedTest
    @MethodSource("allForms")
    @DisplayName("19: a closed channel takes no more items, and every way to receive tells that it is closed")
    void aClosedChannelTakesNoMoreItems(Supplier<Channel<Integer>> form) throws InterruptedException {
        Channel<Integer> channel = form.get();
        assertThat(channel.isClosed()).isFalse();
        channel.close();
        channel.close();
        assertThat(channel.isClosed()).isTrue();
        assertThatExceptionOfType(ChannelClosedException.class).isThrownBy(() -> channel.send(1))
                .withMessageContaining("Cannot send to Channel").withMessageContaining("closed by platform thread")
                .withNoCause();
        assertThatExceptionOfType(ChannelClosedException.class).isThrownBy(() -> channel.trySend(1));
        assertThatExceptionOfType(ChannelClosedException.class).isThrownBy(() -> channel.trySend(1, FOREVER));
        assertThatExceptionOfType(ChannelClosedException.class).isThrownBy(channel::receive)
                .withMessageContaining("Cannot receive from Channel").withNoCause();
        assertThat(channel.receiveOrClosed()).isEqualTo(new Received.Closed<>(null));
        assertThat(channel.tryReceive()).isEqualTo(new Received.Closed<>(null));
        assertThat(channel.tryReceive(FOREVER)).isEqualTo(new Received.Closed<>(null));
        List<Integer> received = new ArrayList<>();
        channel.forEach(received::add);
        assertThat(received).isEmpty();
    }

    @Test
    @DisplayName("19: what was sent before the close can be received, and then the channel is closed, not empty")
    void whatWasSentBeforeTheCloseIsReceived() throws InterruptedException {
        Channel<Integer> channel = Channel.buffered(3);
        channel.send(1);
        channel.send(2);
        channel.send(3);
        channel.close();
        assertThat(channel.receive()).isEqualTo(1);
        assertThat(channel.tryReceive()).isEqualTo(new Received.Item<>(2));
        assertThat(channel.size()).isEqualTo(1);
        List<Integer> rest = new ArrayList<>();
        channel.forEach(rest::add);
        assertThat(rest).containsExactly(3);
        assertThat(channel.tryReceive()).isEqualTo(new Received.Closed<>(null));
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("19: senders who waited before the close have sent")
    void sendersWhoWaitedBeforeTheCloseHaveSent(Strands.Kind kind) throws InterruptedException {
        for (Channel<Integer> channel : List.of(Channel.<Integer>rendezvous(), Channel.<Integer>buffered(1))) {
            boolean buffered = channel.trySend(0);
            Strands strands = Strands.of(kind);
            strands.start("sends 1", () -> channel.send(1));
            ChannelTest.untilWaiting(1, 0, channel);
            strands.start("sends 2", () -> channel.send(2));
            ChannelTest.untilWaiting(2, 0, channel);
            channel.close();
            List<Integer> received = new ArrayList<>();
            channel.forEach(received::add);
            strands.join();
            assertThat(received).isEqualTo(buffered ? List.of(0, 1, 2) : List.of(1, 2));
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("19: receivers who wait are told of the close, each in its own way")
    void receiversWhoWaitAreToldOfTheClose(Strands.Kind kind) throws InterruptedException {
        Channel<Integer> channel = Channel.buffered(2);
        Strands strands = Strands.of(kind);
        strands.start("receives", () ->
                assertThatExceptionOfType(ChannelClosedException.class).isThrownBy(channel::receive));
        strands.start("receives or is told", () ->
                assertThat(channel.receiveOrClosed()).isEqualTo(new Received.Closed<>(null)));
        strands.start("tries", () -> assertThat(channel.tryReceive(FOREVER)).isEqualTo(new Received.Closed<>(null)));
        strands.start("receives all", () -> channel.forEach(item -> {
            throw new AssertionError("There is no item");
        }));
        ChannelTest.untilWaiting(0, 4, channel);
        channel.close();
        strands.join();
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("19: fail drops what is in the channel and tells everybody at once, with the cause")
    void failTellsEverybodyAtOnce(Strands.Kind kind) throws InterruptedException {
        Channel<Integer> full = Channel.buffered("pages", 2);
        full.send(1);
        full.send(2);
        Strands strands = Strands.of(kind);
        strands.start("sends", () -> assertThatExceptionOfType(ChannelClosedException.class)
                .isThrownBy(() -> full.send(3)).withCause(cause)
                .withMessageContaining("Cannot send to Channel \"pages\", which has failed")
                .withMessageContaining("the disk is full"));
        ChannelTest.untilWaiting(1, 0, full);
        assertThat(full.fail(cause)).containsExactly(1, 2);
        strands.join();
        assertThatExceptionOfType(ChannelClosedException.class).isThrownBy(full::receive).withCause(cause);
        assertThatExceptionOfType(ChannelClosedException.class).isThrownBy(() -> full.send(4)).withCause(cause);
        assertThatExceptionOfType(ChannelClosedException.class).isThrownBy(() -> full.forEach(i -> { })).withCause(cause);
        assertThat(full.receiveOrClosed()).isEqualTo(new Received.Closed<>(cause));
        assertThat(full.tryReceive()).isEqualTo(new Received.Closed<>(cause));
        assertThat(full.size()).isZero();

        Channel<Integer> empty = Channel.rendezvous();
        Strands others = Strands.of(kind);
        others.start("receives", () -> assertThatExceptionOfType(ChannelClosedException.class)
                .isThrownBy(empty::receive).withCause(cause));
        others.start("receives all", () -> assertThatExceptionOfType(ChannelClosedException.class)
                .isThrownBy(() -> empty.forEach(i -> { })).withCause(cause));
        ChannelTest.untilWaiting(0, 2, empty);
        assertThat(empty.fail(cause)).isEmpty();
        others.join();
    }

    @Test
    @DisplayName("19: a closed channel can still fail, a failed one keeps its cause")
    void aClosedChannelCanStillFail() throws InterruptedException {
        Channel<Integer> channel = Channel.buffered(2);
        channel.send(1);
        channel.close();
        Strands strands = Strands.of(Strands.Kind.VIRTUAL);
        assertThat(channel.fail(cause)).containsExactly(1);
        channel.close();
        assertThat(channel.fail(new IllegalStateException("too late"))).isEmpty();
        assertThat(channel.tryReceive()).isEqualTo(new Received.Closed<>(cause));
        strands.join();
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("19: senders who waited before the close are refused when the channel fails after it")
    void waitingSendersAreRefusedByALaterFailure(Strands.Kind kind) throws InterruptedException {
        Channel<Integer> channel = Channel.rendezvous();
        Strands strands = Strands.of(kind);
        strands.start("sends", () -> assertThatExceptionOfType(ChannelClosedException.class)
                .isThrownBy(() -> channel.send(1)).withCause(cause));
        ChannelTest.untilWaiting(1, 0, channel);
        channel.close();
        assertThat(channel.fail(cause)).isEmpty();
        strands.join();
        assertThat(channel.tryReceive()).isEqualTo(new Received.Closed<>(cause));
    }
}
