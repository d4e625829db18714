// SPDX-License-Identifier: Apache-2.0

package dev.thrum.benchmarks;

import dev.thrum.coroutines.Coroutine;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// A number is sent to a suspended body, which answers with the next number. One operation is a question and its
/// answer.
///
/// The two sides of `kotlinChannels` are coroutines of one thread: 10,000 questions to an event loop, so that the cost of
/// entering it does not count, and nothing passes between threads. That is the fastest way there is in Kotlin.
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 20, time = 50, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
public class GeneratorSend {

    private static final int ROUND_TRIPS = 10_000;

    /// A coroutine that answers.
    @State(Scope.Thread)
    public static class Answering {
        private final Coroutine<Integer, Integer, Void> body = Coroutine.of(self -> {
            int answer = 0;
            while (true) {
                answer = self.yield(answer) + 1;
            }
        });
        private int number;

        /// Runs the body to its first yield.
        @Setup
        public void start() {
            number = body.start();
        }

        /// Ends the body.
        @TearDown
        public void close() {
            body.close();
        }
    }

    /// Two synchronous queues, with a virtual thread that answers.
    @State(Scope.Thread)
    public static class Queues {
        private final SynchronousQueue<Integer> questions = new SynchronousQueue<>();
        private final SynchronousQueue<Integer> answers = new SynchronousQueue<>();
        private Thread body;
        private int number;

        /// Starts the thread.
        @Setup
        public void start() {
            body = Thread.ofVirtual().start(() -> {
                try {
                    while (true) {
                        answers.put(questions.take() + 1);
                    }
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt(); // the end of the run
                }
            });
        }

        /// Ends the thread.
        @TearDown
        public void close() {
            body.interrupt();
        }
    }

    /// A continuation that answers.
    @State(Scope.Thread)
    public static class Continuation {
        private final RawContinuation body = new RawContinuation(this::answer);
        private Integer number = 0;

        private void answer() {
            while (true) {
                number++;
                RawContinuation.pause();
            }
        }
    }

    /// Ours.
    @Benchmark
    public int coroutineSend(Answering coroutine) {
        coroutine.number = coroutine.body.send(coroutine.number);
        return coroutine.number;
    }

    /// Peer: two synchronous queues.
    @Benchmark
    public int synchronousQueues(Queues body) throws InterruptedException {
        body.questions.put(body.number);
        body.number = body.answers.take();
        return body.number;
    }

    /// Peer: two channels between coroutines.
    @Benchmark
    @OperationsPerInvocation(ROUND_TRIPS)
    public int kotlinChannels() {
        return KotlinPeers.roundTrips(ROUND_TRIPS);
    }

    /// Floor: a continuation.
    @Benchmark
    public int continuation(Continuation body) {
        body.body.run();
        return body.number;
    }
}
