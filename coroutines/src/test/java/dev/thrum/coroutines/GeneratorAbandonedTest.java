// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.thrum.core.Strand;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Generators that nobody closes.
class GeneratorAbandonedTest {

    private static final int MANY = 100_000;

    @DisplayName("31: 100,000 abandoned generators run their finally blocks and leave neither threads nor memory behind")
    @ParameterizedTest
    @EnumSource
    void abandonedBodiesEnd(ConsumerThread consumer) throws Throwable {
        long before = usedMemory();
        CountDownLatch cleaned = new CountDownLatch(MANY);
        CountDownLatch running = new CountDownLatch(MANY);
        Queue<Thread> threads = new ConcurrentLinkedQueue<>();
        consumer.run(() -> {
            Generator<Integer> generator = Generator.of(out -> {
                threads.add(Thread.currentThread());
                try {
                    out.yield(1);
                    out.yield(2);
                } finally {
                    cleaned.countDown();
                    Strand.current(); // what clean-up would wait as
                }
            });
            for (int i = 0; i < MANY; i++) {
                generator.iterator().next();
                running.countDown();
            }
        });
        assertThat(running.getCount()).isZero();
        collectUntil(() -> cleaned.getCount() == 0);
        assertThat(threads).hasSize(MANY);
        collectUntil(() -> threads.stream().noneMatch(Thread::isAlive));
        threads.clear();
        // Measured: a suspended generator takes more than 1 KiB, so MANY of them some 150 MiB.
        collectUntil(() -> usedMemory() - before < 16 << 20);
    }

    @DisplayName("31: the body's thread ends")
    @ParameterizedTest
    @EnumSource
    void abandonedThreadEnds(ConsumerThread consumer) throws Throwable {
        BlockingQueue<Thread> threads = new LinkedBlockingQueue<>();
        consumer.run(() -> Generator.of(out -> {
            threads.add(Thread.currentThread());
            out.yield(1);
        }).iterator().next());
        Thread thread = threads.take();
        collectUntil(() -> !thread.isAlive());
    }

    @DisplayName("31: clean-up of an abandoned generator may wait, as a strand of its own")
    @Test
    void abandonedCleanUpMayWait() throws Throwable {
        BlockingQueue<Strand> strands = new LinkedBlockingQueue<>();
        Generator.of(out -> {
            try {
                out.yield(1);
            } finally {
                Strand.yieldNow();
                strands.add(Strand.current());
            }
        }).iterator().next();
        collectUntil(() -> !strands.isEmpty());
        assertThat(strands.take().home().isVirtual()).isTrue();
    }

    @DisplayName("31: what goes wrong in the clean-up is logged")
    @Test
    void abandonedFailuresAreLogged() throws Exception {
        String log = logUntil("abandoned, and its clean-up failed", () -> Generator.of("careless", out -> {
            try {
                out.yield(1);
            } finally {
                throwIfTrue(true);
            }
        }).iterator().next());
        assertThat(log).contains("careless", "the clean-up's fault");
    }

    private static void throwIfTrue(boolean condition) {
        if (condition) {
            throw new IllegalArgumentException("the clean-up's fault");
        }
    }

    @DisplayName("31: an abandoned body that yields again is reported, and runs no further")
    @Test
    void abandonedYieldIsLogged() throws Exception {
        CountDownLatch notReached = new CountDownLatch(1);
        String log = logUntil("stays suspended for good", () -> Generator.of("stubborn", out -> {
            try {
                out.yield(1);
            } finally {
                out.yield(2);
                notReached.countDown();
            }
        }).iterator().next());
        assertThat(log).contains("stubborn");
        assertThat(notReached.getCount()).isOne();
    }

    @DisplayName("32: the JVM exits while generators are suspended")
    @Test
    void jvmExits(@TempDir Path folder) throws Exception {
        Path program = Files.writeString(folder.resolve("Suspended.java"), """
                import dev.thrum.coroutines.Generator;

                void main() {
                    var items = Generator.of(out -> {
                        while (true) {
                            out.yield(1);
                        }
                    }).iterator();
                    IO.println("pulled " + items.next());
                }
                """);
        String classPath = Stream.of(System.getProperty("jdk.module.path", ""), System.getProperty("java.class.path"))
                .filter(path -> !path.isEmpty())
                .collect(Collectors.joining(File.pathSeparator));
        Process jvm = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp", classPath, program.toString()).redirectErrorStream(true).start();
        String output = new String(jvm.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(jvm.waitFor(ConsumerThread.TIMEOUT_SECONDS, TimeUnit.SECONDS)).as(output).isTrue();
        assertThat(output).contains("pulled 1");
        assertThat(jvm.exitValue()).isZero();
    }

    // --------------------------------------------------------------------------------------------------------- helpers

    /// The collector cannot be waited for, only asked again.
    private static void collectUntil(BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(ConsumerThread.TIMEOUT_SECONDS);
        CountDownLatch never = new CountDownLatch(1);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                fail("Not collected in %d s", ConsumerThread.TIMEOUT_SECONDS);
            }
            System.gc();
            never.await(10, TimeUnit.MILLISECONDS);
        }
    }

    private static long usedMemory() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private static String logUntil(String expected, Runnable action) throws InterruptedException {
        PrintStream standard = System.err;
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
        try {
            action.run();
            collectUntil(() -> log.toString(StandardCharsets.UTF_8).contains(expected));
        } finally {
            System.setErr(standard);
        }
        return log.toString(StandardCharsets.UTF_8);
    }
}
