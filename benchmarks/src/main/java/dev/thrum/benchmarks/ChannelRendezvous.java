// SPDX-License-Identifier: Apache-2.0

package dev.thrum.benchmarks;

import dev.thrum.sync.Channel;
import java.util.concurrent.SynchronousQueue;
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

/// One sender and one receiver at a channel that holds nothing. One operation is an item that is handed over.
///
/// `kotlinBlocking` is called by the same threads as the others, through `runBlocking`; the two sides of
/// `kotlinCoroutines` are coroutines of Kotlin's default dispatcher.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 20, time = 100, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
public class ChannelRendezvous {

    private static final int ITEMS = 10_000;

    /// What kind of threads.
    @Param({"platform", "virtual"})
    public String threads;

    /// Ours.
    @Benchmark
    @OperationsPerInvocation(ITEMS)
    public void channel() throws InterruptedException {
        Channel<Integer> channel = Channel.rendezvous();
        transfer(channel::send, i -> channel.receive());
    }

    /// Peer: Jox.
    @Benchmark
    @OperationsPerInvocation(ITEMS)
    public void jox() throws InterruptedException {
        var channel = com.softwaremill.jox.Channel.<Integer>newRendezvousChannel();
        transfer(channel::send, i -> channel.receive());
    }

    /// Peer: the JDK.
    @Benchmark
    @OperationsPerInvocation(ITEMS)
    public void synchronousQueue() throws InterruptedException {
        SynchronousQueue<Integer> queue = new SynchronousQueue<>();
        transfer(queue::put, i -> queue.take());
    }

    /// Peer: Kotlin, from the same threads.
    @Benchmark
    @OperationsPerInvocation(ITEMS)
    public void kotlinBlocking() throws InterruptedException {
        var channel = KotlinChannels.channel(0);
        transfer(i -> KotlinChannels.send(channel, i), i -> KotlinChannels.receive(channel));
    }

    /// Peer: Kotlin, between coroutines.
    @Benchmark
    @OperationsPerInvocation(ITEMS)
    public void kotlinCoroutines() {
        KotlinChannels.transfer(0, ITEMS);
    }

    private void transfer(Transfer.Step send, Transfer.Step receive) throws InterruptedException {
        new Transfer(threads).with(0, ITEMS, send).with(0, ITEMS, receive).run();
    }
}
