// SPDX-License-Identifier: Apache-2.0
package dev.thrum.user;

import dev.thrum.core.Resource;
import dev.thrum.core.Scheduler;
import dev.thrum.core.Strand;
import dev.thrum.core.WaitQueue;
import dev.thrum.core.Waiter;
import dev.thrum.coroutines.EventLoop;
import dev.thrum.coroutines.Generator;
import dev.thrum.coroutines.GeneratorIterator;
import dev.thrum.coroutines.Yielder;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;

/// Waits at the bottom of a recursion of cold code, too deep for a virtual thread to be parked there. Run by
/// [DeepStackTest] in a JVM of its own, which compiles nothing.
final class DeepStackProgram {

    /// A virtual thread can be parked at half of this depth, and there is room for half as much again.
    private static final int DEPTH = 5_000;

    private static final Set<Thread.State> RESTING =
            EnumSet.of(Thread.State.WAITING, Thread.State.TIMED_WAITING, Thread.State.TERMINATED);

    private DeepStackProgram() {}

    static void main(String[] arguments) throws Exception {
        Thread.Builder kind = "virtual".equals(arguments[1]) ? Thread.ofVirtual() : Thread.ofPlatform();
        Thread thread = kind.start(() -> {
            try {
                switch (arguments[0]) {
                    case "generator" -> generator();
                    case "consumer" -> at(DEPTH, DeepStackProgram::consumer);
                    case "queue" -> queue();
                    case "sleep" -> at(DEPTH, DeepStackProgram::sleep);
                    case "loop" -> loop();
                    default -> throw new IllegalArgumentException(arguments[0]);
                }
            } catch (Throwable failure) { // to be seen by the test
                IO.println(failure);
            }
        });
        thread.join();
    }

    private static <T> T at(int depth, Callable<T> code) throws Exception {
        return depth == 0 ? code.call() : at(depth - 1, code);
    }

    private static void awaitRest(Thread thread) {
        while (!RESTING.contains(thread.getState())) {
            Thread.onSpinWait();
        }
    }

    private static void generator() {
        AtomicReference<Thread> body = new AtomicReference<>(Thread.currentThread());
        try (GeneratorIterator<Integer> items = Generator.<Integer>of(out -> {
            body.set(Thread.currentThread());
            try {
                yieldDeepDown(out);
                out.yield(3);
            } finally {
                IO.println("finally");
            }
        }).iterator()) {
            while (items.hasNext()) {
                IO.println(items.next());
                awaitRest(body.get());
            }
        }
    }

    private static void yieldDeepDown(Yielder<Integer> out) throws Exception {
        try {
            at(DEPTH, () -> {
                out.yield(1);
                out.yield(2);
                return 0;
            });
        } catch (StackOverflowError tooDeep) {
            IO.println("too deep");
        }
    }

    private static int consumer() {
        for (int item : Generator.range(0, 3)) {
            IO.println(item);
        }
        return 0;
    }

    private static void queue() throws Exception {
        WaitQueue queue = new WaitQueue(new Resource() {
            @Override
            public String name() {
                return "thing";
            }
        });
        CompletableFuture<Thread> waiting = new CompletableFuture<>();
        Thread thread = Thread.ofVirtual().start(() -> {
            try {
                boolean isGranted = at(DEPTH, () -> {
                    Waiter waiter = queue.enqueue();
                    waiting.complete(Thread.currentThread());
                    return queue.await(waiter, Scheduler.NEVER);
                });
                IO.println("granted: " + isGranted);
            } catch (Throwable failure) { // to be seen by the test
                IO.println(failure);
            }
        });
        awaitRest(waiting.get());
        IO.println("waits: " + queue.grantFirst());
        thread.join();
        IO.println("left: " + queue.size());
    }

    private static int sleep() throws InterruptedException {
        Strand.sleep(Duration.ofMillis(3));
        Strand.yieldNow();
        IO.println("slept");
        return 0;
    }

    private static void loop() throws Exception {
        EventLoop.run(() -> {
            CompletableFuture<String> answer = new CompletableFuture<>();
            EventLoop.callSoon(() -> {
                Strand.sleep(Duration.ofMillis(3));
                answer.complete("answered");
            });
            try {
                IO.println("caught: " + at(DEPTH, () -> EventLoop.await(answer)));
            } catch (StackOverflowError tooDeep) {
                IO.println("caught: " + tooDeep);
            }
            EventLoop.callSoon(() -> IO.println("other task"));
            Strand.yieldNow();
            IO.println(EventLoop.await(answer));
            return 0;
        });
    }
}
