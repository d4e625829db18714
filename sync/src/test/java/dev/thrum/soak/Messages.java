// SPDX-License-Identifier: Apache-2.0
package dev.thrum.soak;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thrum.sync.Channel;
import dev.thrum.sync.ChannelClosedException;
import dev.thrum.sync.Received;
import dev.thrum.sync.Select;
import java.time.Duration;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Every item sent through a channel is received exactly once; of a conflated one at most once.
class Messages implements Subject {

    /// So many that an unlimited channel does not take all the memory.
    private static final int MANY = 1_000;

    private static final Pattern WAITING = Pattern.compile("(\\d+) sending, (\\d+) receiving");

    private final Channel<Long> channel;
    private final boolean isConflated;
    private final Tally tally = new Tally();

    private Messages(Channel<Long> channel, boolean isConflated) {
        this.channel = channel;
        this.isConflated = isConflated;
    }

    /// @param channel that drops nothing
    Messages(Channel<Long> channel) {
        this(channel, false);
    }

    static Messages conflated(Channel<Long> channel) {
        return new Messages(channel, true);
    }

    @Override
    public final void step(Random random) throws InterruptedException {
        switch (random.nextInt(8)) {
            case 0 -> send(null);
            case 1 -> send(Duration.ZERO);
            case 2 -> send(Pauses.any(random));
            case 3 -> tally.out(channel.receive());
            case 4 -> received(channel.tryReceive());
            case 5 -> received(channel.tryReceive(Pauses.any(random)));
            case 6 -> sendOrReceive();
            default -> sendOrReceive(Pauses.any(random));
        }
    }

    @Override
    public final void patientStep(Random random) throws InterruptedException {
        try {
            if (random.nextBoolean()) {
                send(null);
                tally.out(channel.receive());
            } else {
                long item = tally.next();
                Select.<Boolean, RuntimeException>over(channel.onSend(item, () -> entered(item)));
                Select.<Boolean, RuntimeException>over(channel.onReceive(this::left));
            }
        } catch (ChannelClosedException e) {
            assertThat(channel.isClosed()).isTrue(); // the end
        }
    }

    private void send(@Nullable Duration timeout) throws InterruptedException {
        if (channel.size() < MANY) {
            long item = tally.next();
            if (enter(item, timeout)) {
                tally.in(item);
            }
        }
    }

    /// Overridden by a canary.
    ///
    /// @param timeout how long to wait for room or a receiver; `null` for as long as it takes
    boolean enter(long item, @Nullable Duration timeout) throws InterruptedException {
        if (timeout == null) {
            channel.send(item);
            return true;
        }
        return timeout.isZero() ? channel.trySend(item) : channel.trySend(item, timeout);
    }

    private void sendOrReceive() throws InterruptedException {
        long item = tally.next();
        Select.<Boolean, RuntimeException>over(
                channel.onSend(item, () -> entered(item)),
                channel.onReceive(this::left));
    }

    private void sendOrReceive(Duration timeout) throws InterruptedException {
        long item = tally.next();
        Select.<Boolean, RuntimeException>over(
                channel.onReceive(this::left),
                channel.onSend(item, () -> entered(item)),
                Select.onTimeout(timeout, () -> false));
    }

    private boolean entered(long item) {
        tally.in(item);
        return true;
    }

    private boolean left(long item) {
        tally.out(item);
        return true;
    }

    private boolean received(Received<Long> received) {
        return received instanceof Received.Item<Long>(Long item) && left(item);
    }

    /// Only if one side waits and not the other: two who could meet must find each other by themselves. (A select on both
    /// sides cannot meet itself, but only the impatient make such ones.)
    @Override
    public final void settle() {
        Matcher waiting = WAITING.matcher(channel.toString());
        assertThat(waiting.find()).isTrue();
        boolean isWaitingToSend = !waiting.group(1).equals("0");
        boolean isWaitingToReceive = !waiting.group(2).equals("0");
        if (isWaitingToSend && !isWaitingToReceive) {
            received(channel.tryReceive());
        } else if (isWaitingToReceive && !isWaitingToSend) {
            long item = tally.next();
            if (channel.trySend(item)) {
                tally.in(item);
            }
        }
    }

    /// Who waits to send when the channel is closed waits on, until the item is received.
    @Override
    public final void end() {
        channel.close();
        while (received(channel.tryReceive())) {
            assertThat(channel.isClosed()).isTrue();
        }
    }

    @Override
    public final void check() {
        assertThat(channel.tryReceive()).isEqualTo(new Received.Closed<Long>(null));
        assertThat(channel.toString()).endsWith("0 sending, 0 receiving)");
        if (isConflated) {
            tally.checkNothingInvented();
        } else {
            tally.check();
        }
    }

    @Override
    public final String toString() {
        return channel.inspect().name() + ": " + tally;
    }
}
