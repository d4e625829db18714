// SPDX-License-Identifier: Apache-2.0

package dev.thrum.benchmarks;

import dev.thrum.coroutines.Generator;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/// 10,000 numbers are consumed from beginning to end; one operation is one number.
///
/// `…ForEach` and `…ForLoop` give each number to JMH, `…Reduce` adds them up, `…Chain` adds one to each and gives the
/// even ones to JMH. What is given to JMH is an object, as the items of a generator are. A source is made anew each time.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 20, time = 50, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
public class GeneratorPush {

    private static final int ITEMS = 10_000;

    private static Generator<Integer> generator() {
        return Generator.of(out -> {
            for (int number = 0; number < ITEMS; number++) {
                out.yield(number);
            }
        });
    }

    private static Stream<Integer> stream() {
        return IntStream.range(0, ITEMS).boxed();
    }

    /// An iterator as one would write it by hand.
    private static final class Numbers implements Iterator<Integer> {
        private int next;

        @Override
        public boolean hasNext() {
            return next < ITEMS;
        }

        @Override
        public Integer next() {
            if (next == ITEMS) {
                throw new NoSuchElementException("There were " + ITEMS);
            }
            return next++;
        }
    }

    /// Ours.
    @Benchmark
    @OperationsPerInvocation(ITEMS)
    public void generatorForEach(Blackhole consumer) {
        generator().forEach(consumer::consume);
    }

    /// Ours.
    @Benchmark
    @OperationsPerInvocation(ITEMS)
    public int generatorReduce() {
        return generator().reduce(0, Integer::sum);
    }

    /// Ours.
    @Benchmark
    @OperationsPerInvocation(ITEMS)
    public void generatorChain(Blackhole consumer) {
        generator().map(number -> number + 1)
                .filter(number -> (number & 1) == 0)
                .forEach(consumer::consume);
    }

    /// Peer: a suspending sequence.
    @Benchmark
    @OperationsPerInvocation(ITEMS)
    public void kotlinForLoop(Blackhole consumer) {
        KotlinPeers.forLoop(ITEMS, consumer);
    }

    /// Peer: a suspending sequence.
    @Benchmark
    @OperationsPerInvocation(ITEMS)
    public int kotlinReduce() {
        return KotlinPeers.reduce(ITEMS);
    }

    /// Peer: a suspending sequence.
    @Benchmark
    @OperationsPerInvocation(ITEMS)
    public void kotlinChain(Blackhole consumer) {
        KotlinPeers.chain(ITEMS, consumer);
    }

    /// Peer: a stream.
    @Benchmark
    @OperationsPerInvocation(ITEMS)
    public void streamForEach(Blackhole consumer) {
        stream().forEach(consumer::consume);
    }

    /// Peer: a stream.
    @Benchmark
    @OperationsPerInvocation(ITEMS)
    public int streamReduce() {
        return stream().reduce(0, Integer::sum);
    }

    /// Peer: a stream.
    @Benchmark
    @OperationsPerInvocation(ITEMS)
    public void streamChain(Blackhole consumer) {
        stream().map(number -> number + 1)
                .filter(number -> (number & 1) == 0)
                .forEach(consumer::consume);
    }

    /// Floor: nothing is suspended.
    @Benchmark
    @OperationsPerInvocation(ITEMS)
    public void iteratorForLoop(Blackhole consumer) {
        for (Iterator<Integer> numbers = new Numbers(); numbers.hasNext(); ) {
            consumer.consume(numbers.next());
        }
    }

    /// Floor: nothing is suspended.
    @Benchmark
    @OperationsPerInvocation(ITEMS)
    public void iteratorChain(Blackhole consumer) {
        for (Iterator<Integer> numbers = new Numbers(); numbers.hasNext(); ) {
            Integer number = numbers.next() + 1;
            if ((number & 1) == 0) {
                consumer.consume(number);
            }
        }
    }

    /// Floor: nothing is suspended.
    @Benchmark
    @OperationsPerInvocation(ITEMS)
    public int iteratorReduce() {
        int sum = 0;
        for (Iterator<Integer> numbers = new Numbers(); numbers.hasNext(); ) {
            sum += numbers.next();
        }
        return sum;
    }
}
