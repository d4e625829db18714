// SPDX-License-Identifier: Apache-2.0

package dev.thrum.benchmarks;

import dev.thrum.sync.Channel;
import dev.thrum.sync.Select;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// Two senders, each with a channel of its own, and a receiver that selects over both channels. One operation is an
/// item.
///
/// `kotlinBlocking` is called by the same threads as the others, through `runBlocking`; the three sides of
/// `kotlinCoroutines` are coroutines of Kotlin's default dispatcher.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 20, time = 100, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
public class ChannelSelect {

    private static final int ITEMS = 20_000;

    /// What kind of threads.
    @Param({"platform", "virtual"})
    public String threads;

    /// How many items a channel holds.
    @Param({"0", "64"})
    public int capacity;

    /// Ours.
    @Benchmark
    @OperationsPerInvocation(ITEMS)
    public void channel() throws InterruptedException {
        Channel<Integer> first = capacity == 0 ? Channel.rendezvous() : Channel.buffered(capacity);
        Channel<Integer> second = capacity == 0 ? Channel.rendezvous() : Channel.buffered(capacity);
        transfer(first::send, second::send, i -> Select.over(first.onReceive(n -> n), second.onReceive(n -> n)));
    }

    /// Peer: Jox.
    @Benchmark
    @OperationsPerInvocation(ITEMS)
    public void jox() throws InterruptedException {
        com.softwaremill.jox.Channel<Integer> first = joxChannel();
        com.softwaremill.jox.Channel<Integer> second = joxChannel();
        transfer(first::send, second::send,
                i -> com.softwaremill.jox.Select.select(first.receiveClause(), second.receiveClause()));
    }

    private com.softwaremill.jox.Channel<Integer> joxChannel() {
        return capacity == 0
                ? com.softwaremill.jox.Channel.newRendezvousChannel()
                : com.softwaremill.jox.Channel.newBufferedChannel(capacity);
    }

    /// Peer: Kotlin, from the same threads.
    @Benchmark
    @OperationsPerInvocation(ITEMS)
    public void kotlinBlocking() throws InterruptedException {
        var first = KotlinChannels.channel(capacity);
        var second = KotlinChannels.channel(capacity);
        transfer(i -> KotlinChannels.send(first, i), i -> KotlinChannels.send(second, i),
                i -> KotlinChannels.receiveEither(first, second));
    }

    /// Peer: Kotlin, between coroutines.
    @Benchmark
    @OperationsPerInvocation(ITEMS)
    public void kotlinCoroutines() {
        KotlinChannels.select(capacity, ITEMS);
    }

    private void transfer(Transfer.Step toFirst, Transfer.Step toSecond, Transfer.Step receive)
            throws InterruptedException {
        new Transfer(threads)
                .with(0, ITEMS / 2, toFirst)
                .with(0, ITEMS / 2, toSecond)
                .with(0, ITEMS, receive)
                .run();
    }
}
