// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.thrum.core.CancelScope;
import dev.thrum.core.CancelledException;
import dev.thrum.core.DeadlineExceededException;
import dev.thrum.core.Strand;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Delegation so deep that one stack does not hold it.
class DeepDelegationTest {

    /// More than two stacks hold, and less than what a stack trace shows.
    private static final int LEVELS = 200;

    private static final Duration DAY = Duration.ofDays(1);

    /// A generator over as many others, the innermost of which has a body of its own.
    private static <T> Generator<T> tower(int levels, GeneratorBody<T> innermost) {
        return levels == 0 ? Generator.of("innermost", innermost)
                : Generator.of("level " + levels, out -> level(levels, innermost, out));
    }

    private static <T> void level(int levels, GeneratorBody<T> innermost, Yielder<T> out) {
        out.yieldFrom(tower(levels - 1, innermost));
    }

    /// A coroutine over as many others, each of which adds one to what it gets.
    private static Coroutine<Integer, Integer, Integer> adders(
            int levels, CoroutineBody<Integer, Integer, Integer> innermost) {
        return levels == 0 ? Coroutine.of("innermost", innermost)
                : Coroutine.of("level " + levels, self -> 1 + self.yieldFrom(adders(levels - 1, innermost)));
    }

    // ----------------------------------------------------------------------------------------------------------- works

    @DisplayName("30: generators work 1,000 and 3,000 levels deep, and their threads have ended then")
    @ParameterizedTest
    @EnumSource
    void generatorsWorkDeepDown(ConsumerThread consumer) throws Throwable {
        consumer.run(() -> {
            for (int levels : new int[] {1_000, 3_000}) {
                List<Thread> threads = new ArrayList<>();
                List<Integer> items = new ArrayList<>();
                for (int item : DeepDelegationTest.<Integer>tower(levels, out -> {
                    threads.add(Thread.currentThread());
                    for (int i = 0; i < 100; i++) {
                        out.yield(i);
                    }
                })) {
                    items.add(item);
                }
                assertThat(items).hasSize(100).startsWith(0, 1).endsWith(98, 99);
                assertThat(threads.getFirst().join(Duration.ofSeconds(ConsumerThread.TIMEOUT_SECONDS))).isTrue();
            }
        });
    }

    @DisplayName("35: a delegation inside a scope of one's own is an error wherever it is, and the scope is over after it")
    @ParameterizedTest
    @EnumSource
    void scopesEndWhereTheyEnd(ConsumerThread consumer) throws Throwable {
        consumer.run(() -> {
            for (int level = 60; level < 70; level++) {
                try (GeneratorIterator<String> items = scopeAt(level).iterator()) {
                    assertThat(items.next()).isEqualTo("after the scope");
                }
            }
        });
    }

    private static Generator<String> scopeAt(int level) {
        return Generator.of(out -> {
            if (level > 0) {
                out.yieldFrom(scopeAt(level - 1));
            } else {
                CancelScope around = new CancelScope("around");
                assertThatExceptionOfType(IllegalStateException.class)
                        .isThrownBy(() -> around.run(() -> out.yieldFrom(Generator.of(_ -> {}))))
                        .withMessageContaining("PEP 789");
                out.yield("after the scope");
            }
        });
    }

    @DisplayName("30: coroutines, too: what is sent gets down, and what is returned gets up")
    @ParameterizedTest
    @EnumSource
    void coroutinesWorkDeepDown(ConsumerThread consumer) throws Throwable {
        consumer.run(() -> {
            for (int levels : new int[] {1_000, 3_000}) {
                Coroutine<Integer, Integer, Integer> coroutine = adders(levels, self -> self.yield(1) + self.yield(2));
                assertThat(coroutine.start()).isEqualTo(1);
                assertThat(coroutine.send(10)).isEqualTo(2);
                assertThat(coroutine.resume(20)).isEqualTo(new Step.Returned<>(30 + levels));
            }
        });
    }

    @DisplayName("30: throwIn and close reach 3,000 levels down, and all finally blocks run")
    @ParameterizedTest
    @EnumSource
    void unwindsFromDeepDown(ConsumerThread consumer) throws Throwable {
        consumer.run(() -> {
            int levels = 3_000;
            AtomicInteger ended = new AtomicInteger();
            Spam spam = new Spam("thrown in");

            Coroutine<Integer, Void, Void> thrown = guarded(levels, ended);
            thrown.start();
            assertThat(catchThrowable(() -> thrown.throwIn(spam))).isSameAs(spam);
            assertThat(ended).hasValue(levels);
            assertThat(thrown.state()).isEqualTo(BodyState.CLOSED);

            Coroutine<Integer, Void, Void> closed = guarded(levels, ended);
            closed.start();
            closed.close();
            assertThat(ended).hasValue(2 * levels);
            assertThat(closed.state()).isEqualTo(BodyState.CLOSED);
        });
    }

    private static Coroutine<Integer, Void, Void> guarded(int levels, AtomicInteger ended) {
        return Coroutine.of("level " + levels, self -> {
            if (levels == 0) {
                self.yield(1);
                return null;
            }
            try {
                return self.yieldFrom(guarded(levels - 1, ended));
            } finally {
                ended.incrementAndGet();
            }
        });
    }

    @DisplayName("30: while it delegates, the first level's state and delegate are told as at any depth")
    @ParameterizedTest
    @EnumSource
    void isSeenFromOutside(ConsumerThread consumer) throws Throwable {
        consumer.run(() -> {
            Coroutine<Integer, Integer, Integer> inner = adders(LEVELS, self -> self.yield(1));
            Coroutine<Integer, Integer, Integer> outer = Coroutine.of(self -> self.yieldFrom(inner));
            outer.start();
            assertThat(outer.state()).isEqualTo(BodyState.SUSPENDED);
            assertThat(outer.currentDelegate()).isSameAs(inner);
            assertThat(inner.currentDelegate()).hasToString("level " + (LEVELS - 1) + " (SUSPENDED)");
            outer.close();
        });
    }

    // ---------------------------------------------------------------------------------------------------------- traces

    private static void failInBody() throws IOException {
        throw new IOException("deep");
    }

    private static Throwable catchWherePulled(GeneratorIterator<?> items) {
        return catchThrowable(items::next);
    }

    @DisplayName("5, 30: an exception from 200 levels down has one trace: the body, each level once, and the pull")
    @ParameterizedTest
    @EnumSource
    void traceIsReadable(ConsumerThread consumer) throws Throwable {
        consumer.run(() -> {
            GeneratorIterator<Integer> items = DeepDelegationTest.<Integer>tower(LEVELS, out -> {
                out.yield(1);
                failInBody();
            }).iterator();
            items.next();
            Throwable failure = catchWherePulled(items);
            assertThat(failure).isInstanceOf(IOException.class).hasNoCause().hasNoSuppressedExceptions();
            List<String> methods = Arrays.stream(failure.getStackTrace())
                    .map(StackTraceElement::getMethodName).toList();
            assertThat(methods).startsWith("failInBody")
                    .containsSubsequence("failInBody", "level", "next", "catchWherePulled");
            assertThat(methods.stream().filter("level"::equals)).hasSize(LEVELS);
            assertThat(methods.stream().filter("catchWherePulled"::equals)).hasSize(1);
            assertThat(Arrays.stream(failure.getStackTrace()).filter(DeepDelegationTest::isEntryOfAThread)).isEmpty();
        });
    }

    private static boolean isEntryOfAThread(StackTraceElement frame) {
        return frame.getClassName().equals(HandoffEngine.class.getName()) && frame.getMethodName().equals("run");
    }

    // ------------------------------------------------------------------------------ strands, interrupts, scopes, locks

    @DisplayName("34, 30: an interrupt of the consumer reaches a wait 200 levels down, and is kept")
    @ParameterizedTest
    @EnumSource
    void interruptsReachDeepDown(ConsumerThread consumer) throws Throwable {
        CountDownLatch inBody = new CountDownLatch(1);
        ConsumerThread.Running running = consumer.start(() -> {
            GeneratorIterator<Throwable> items = DeepDelegationTest.<Throwable>tower(LEVELS, out -> {
                inBody.countDown();
                out.yield(catchThrowable(() -> Thread.sleep(DAY)));
                out.yield(catchThrowable(() -> Strand.sleep(DAY)));
            }).iterator();
            assertThat(items.next()).isInstanceOf(InterruptedException.class);
            assertThat(Thread.currentThread().isInterrupted()).isTrue();
            assertThat(items.next()).isInstanceOf(InterruptedException.class);
            assertThat(Thread.interrupted()).isTrue();
            items.close();
        });
        inBody.await();
        running.thread().interrupt();
        running.join();
    }

    @DisplayName("34, 30: an interrupt set 200 levels down, or on the way up, arrives at the consumer")
    @ParameterizedTest
    @EnumSource
    void interruptsGetUp(ConsumerThread consumer) throws Throwable {
        consumer.run(() -> {
            GeneratorIterator<Integer> yields = DeepDelegationTest.<Integer>tower(LEVELS, out -> {
                Thread.currentThread().interrupt();
                out.yield(1);
                Thread.currentThread().interrupt();
            }).iterator();
            yields.next();
            assertThat(Thread.interrupted()).isTrue();
            assertThat(yields.hasNext()).isFalse();
            assertThat(Thread.interrupted()).isTrue();
        });
    }

    @DisplayName("35, 30: a wait 200 levels down is one of the consumer's strand, with the consumer's time-out")
    @ParameterizedTest
    @EnumSource
    void timeoutsReachDeepDown(ConsumerThread consumer) throws Throwable {
        consumer.run(() -> {
            List<Strand> strands = new ArrayList<>();
            GeneratorIterator<Integer> items = DeepDelegationTest.<Integer>tower(LEVELS, out -> {
                strands.add(Strand.current());
                out.yield(1);
                strands.add(Strand.current());
                Strand.sleep(DAY);
            }).iterator();
            ConsumerThread.VIRTUAL.run(items::next);
            assertThatExceptionOfType(DeadlineExceededException.class)
                    .isThrownBy(() -> CancelScope.timeout(Duration.ofMillis(1), items::next));
            assertThat(strands.getFirst()).isNotSameAs(Strand.current());
            assertThat(strands.getLast()).isSameAs(Strand.current());
            assertThat(Strand.current().carrier()).isSameAs(Thread.currentThread());
            assertThat(items.hasNext()).isFalse();
        });
    }

    @DisplayName("35, 30: cancelling the consumer's scope ends a wait 200 levels down")
    @ParameterizedTest
    @EnumSource
    void cancellationReachesDeepDown(ConsumerThread consumer) throws Throwable {
        CancelScope scope = new CancelScope("consumer's");
        CountDownLatch inBody = new CountDownLatch(1);
        ConsumerThread.Running running = consumer.start(() -> {
            GeneratorIterator<Integer> items = DeepDelegationTest.<Integer>tower(LEVELS, out -> {
                inBody.countDown();
                Strand.sleep(DAY);
            }).iterator();
            assertThatExceptionOfType(CancelledException.class).isThrownBy(() -> scope.call(items::next))
                    .withMessageContaining("no longer needed");
            assertThat(items.state()).isEqualTo(BodyState.CLOSED);
        });
        inBody.await();
        scope.cancel("no longer needed");
        running.join();
    }

    @DisplayName("35, 30: each level may hold a lock or a monitor across its delegation")
    @ParameterizedTest
    @EnumSource
    void everyLevelMayHoldLocks(ConsumerThread consumer) throws Throwable {
        consumer.run(() -> {
            List<ReentrantLock> locks = new ArrayList<>();
            Generator<Integer> generator = locking(LEVELS, locks);
            for (int item : generator) {
                assertThat(item).isEqualTo(1);
                assertThat(locks).hasSize(LEVELS).allMatch(ReentrantLock::isLocked);
            }
            assertThat(locks).noneMatch(ReentrantLock::isLocked);
        });
    }

    private static Generator<Integer> locking(int levels, List<ReentrantLock> locks) {
        return Generator.of(out -> {
            if (levels == 0) {
                out.yield(1);
                return;
            }
            ReentrantLock lock = new ReentrantLock();
            locks.add(lock);
            lock.lock();
            try {
                synchronized (lock) {
                    out.yieldFrom(locking(levels - 1, locks));
                }
            } finally {
                lock.unlock();
            }
        });
    }

    // ------------------------------------------------------------------------------------------------------- abandoned

    private static Generator<Integer> guarded(int levels, Set<Thread> threads, CountDownLatch ended) {
        return Generator.of("guarded", out -> {
            threads.add(Thread.currentThread());
            try {
                if (levels == 1) {
                    out.yield(1);
                } else {
                    out.yieldFrom(guarded(levels - 1, threads, ended));
                }
            } finally {
                ended.countDown();
            }
        });
    }

    @DisplayName("31, 30: abandoned generators 200 levels deep run all their finally blocks and end all their threads")
    @ParameterizedTest
    @EnumSource
    void abandonedOnesEnd(ConsumerThread consumer) throws Throwable {
        int count = 20;
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        CountDownLatch ended = new CountDownLatch(count * LEVELS);
        consumer.run(() -> {
            for (int i = 0; i < count; i++) {
                assertThat(guarded(LEVELS, threads, ended).iterator().next()).isEqualTo(1);
            }
        });
        assertThat(threads).as("stacks").hasSizeGreaterThan(2 * count);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(ConsumerThread.TIMEOUT_SECONDS);
        while (threads.stream().anyMatch(Thread::isAlive)) {
            assertThat(System.nanoTime()).as("The threads do not end").isLessThan(deadline);
            System.gc();
            ended.await(10, TimeUnit.MILLISECONDS);
        }
        assertThat(ended.getCount()).isZero();
    }
}
