// SPDX-License-Identifier: Apache-2.0

package dev.thrum.benchmarks;

import dev.thrum.core.Baton;
import dev.thrum.core.Strand;
import dev.thrum.coroutines.EventLoop;
import dev.thrum.coroutines.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
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

/// Switches between many strands, and the start and end of very many.
///
/// `…Yield`: 100 strands give way 1,000 times each; one operation is one switch. `…Spawn`: 100,000 strands that do
/// nothing are started, from one strand, and waited for; one operation is one strand.
///
/// Virtual threads use all carriers at once, the strands of a baton run one at a time; that is the price of needing no
/// locks, and it is part of the figure. `asyncioYield` and `asyncioSpawn` come from `python/loop_switch.py`.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 20, time = 200, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
public class LoopSwitch {

    private static final int STRANDS = 100;
    private static final int YIELDS = 1_000;
    private static final int SPAWNS = 100_000;

    /// Ours: a switch of a baton.
    @Benchmark
    @OperationsPerInvocation(STRANDS * YIELDS)
    public void batonYield() throws InterruptedException {
        Baton baton = Baton.inRealTime("benchmark");
        for (int i = 0; i < STRANDS; i++) {
            baton.fork("strand", () -> {
                for (int j = 0; j < YIELDS; j++) {
                    baton.yieldNow();
                }
            });
        }
        baton.drive();
    }

    /// Ours: a switch of an event loop, with its look at interrupts and at cancelled scopes.
    @Benchmark
    @OperationsPerInvocation(STRANDS * YIELDS)
    public int eventLoopYield() throws InterruptedException, ExecutionException {
        return EventLoop.run(() -> spawnAndJoin(STRANDS, () -> {
            for (int j = 0; j < YIELDS; j++) {
                Strand.yieldNow();
            }
            return 1;
        }));
    }

    /// Peer: virtual threads that yield.
    @Benchmark
    @OperationsPerInvocation(STRANDS * YIELDS)
    @SuppressWarnings("ThreadPriorityCheck") // the subject
    public void virtualThreadYield() throws InterruptedException {
        Thread[] threads = new Thread[STRANDS];
        for (int i = 0; i < STRANDS; i++) {
            threads[i] = Thread.startVirtualThread(() -> {
                for (int j = 0; j < YIELDS; j++) {
                    Thread.yield();
                }
            });
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }

    /// Peer: coroutines of Kotlin that yield, all on one thread.
    @Benchmark
    @OperationsPerInvocation(STRANDS * YIELDS)
    public void kotlinYield() {
        KotlinLoop.yields(STRANDS, YIELDS);
    }

    /// Ours: strands of a baton, started by one of them.
    @Benchmark
    @OperationsPerInvocation(SPAWNS)
    public void batonSpawn() throws InterruptedException {
        Baton baton = Baton.inRealTime("benchmark");
        baton.fork("parent", () -> {
            for (int i = 0; i < SPAWNS; i++) {
                baton.fork("strand", () -> {});
            }
        });
        baton.drive();
    }

    /// Ours: tasks of an event loop, each of which has a result, a scope and a name.
    @Benchmark
    @OperationsPerInvocation(SPAWNS)
    public int eventLoopSpawn() throws InterruptedException, ExecutionException {
        return EventLoop.run(() -> spawnAndJoin(SPAWNS, () -> 1));
    }

    private static int spawnAndJoin(int number, Callable<Integer> body) throws InterruptedException, ExecutionException {
        List<Task<Integer>> tasks = new ArrayList<>(number);
        for (int i = 0; i < number; i++) {
            tasks.add(EventLoop.spawn("task", body));
        }
        int sum = 0;
        for (Task<Integer> task : tasks) {
            sum += task.await();
        }
        return sum;
    }

    /// Peer: virtual threads, started by one of them.
    @Benchmark
    @OperationsPerInvocation(SPAWNS)
    public void virtualThreadSpawn() throws InterruptedException {
        Thread[] threads = new Thread[SPAWNS];
        Thread.startVirtualThread(() -> {
            for (int i = 0; i < SPAWNS; i++) {
                threads[i] = Thread.startVirtualThread(() -> {});
            }
        }).join();
        for (Thread thread : threads) {
            thread.join();
        }
    }

    /// Peer: coroutines of Kotlin, started by one of them, all on one thread.
    @Benchmark
    @OperationsPerInvocation(SPAWNS)
    public void kotlinSpawn() {
        KotlinLoop.launchAndJoin(SPAWNS);
    }
}
