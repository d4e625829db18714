// SPDX-License-Identifier: Apache-2.0
package dev.thrum.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thrum.core.Action;
import dev.thrum.fixture.Strands;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.locks.Lock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Locks in reversed order while nobody is stuck.
@Timeout(60)
class LockOrderTest {

    private final Mutex a = Mutex.named("A");
    private final Mutex b = Mutex.named("B");
    private final ReentrantMutex c = ReentrantMutex.named("C");
    private final ReadWriteMutex d = ReadWriteMutex.named("D");

    @BeforeEach
    void switchOn() {
        assertThat(LockOrder.check()).as("by default").isEqualTo(LockOrder.Check.OFF);
        LockOrder.check(LockOrder.Check.THROW);
    }

    @AfterEach
    void switchOff() {
        LockOrder.check(LockOrder.Check.OFF);
    }

    /// Takes both with a strand of its own, one after the other.
    private static void inOrder(Strands.Kind kind, String name, Mutex first, Mutex second) throws InterruptedException {
        Strands strands = Strands.of(kind);
        strands.start(name, () -> takeBoth(first, second));
        strands.join();
    }

    private static void takeBoth(Mutex first, Mutex second) throws InterruptedException {
        first.lock();
        try {
            second.lock();
            second.unlock();
        } finally {
            first.unlock();
        }
    }

    private static void nested(Lock first, Lock second) {
        first.lock();
        try {
            second.lock();
            second.unlock();
        } finally {
            first.unlock();
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("7: the reversed order is told with both stacks, before the lock is taken")
    void reversed(Strands.Kind kind) throws InterruptedException {
        inOrder(kind, "Ada", a, b);
        Strands strands = Strands.of(kind);
        strands.start("Bob", () -> {
            b.lock();
            assertThatThrownBy(a::lock).isInstanceOf(LockOrderException.class)
                    .hasMessageContainingAll("now, thread \"Bob\" takes Mutex \"A\" while it holds Mutex \"B\"",
                            "earlier, thread \"Ada\" takes Mutex \"B\" while it holds Mutex \"A\"")
                    .cause().satisfies(earlier -> assertThat(Arrays.stream(earlier.getStackTrace())
                            .map(StackTraceElement::getMethodName)).contains("takeBoth"));
            assertThat(a.isLocked()).isFalse();
            b.unlock();
        });
        strands.join();
        inOrder(kind, "Ada again", a, b);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("7: so is one that is reversed by a chain of orders, over all kinds of locks")
    void reversedByAChain(Strands.Kind kind) throws InterruptedException {
        Strands strands = Strands.of(kind);
        strands.start("all", () -> {
            ReentrantMutex first = ReentrantMutex.named("first");
            nested(first, c);
            nested(c, d.readLock());
            assertThatThrownBy(() -> nested(d.writeLock(), first)).isInstanceOf(LockOrderException.class)
                    .hasMessageContainingAll("\"first\"", "\"C\"", "\"D\"")
                    .cause().cause().hasMessageContaining("\"D\"");
            assertThat(d.writeLock().isLocked()).isFalse();
            nested(first, d.writeLock());
        });
        strands.join();
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("7: who tries adds no order and is not told; but what it has taken counts as held")
    void whoTriesIsNotTold(Strands.Kind kind) throws InterruptedException {
        inOrder(kind, "Ada", a, b);
        Strands strands = Strands.of(kind);
        strands.start("tries", () -> {
            assertThat(b.tryLock()).isTrue();
            assertThat(a.tryLock()).isTrue();
            a.unlock();
            assertThat(a.tryLock(Duration.ofSeconds(1))).isTrue();
            a.unlock();
            assertThatThrownBy(a::lock).isInstanceOf(LockOrderException.class);
            b.unlock();
            c.lock();
            assertThat(a.tryLock()).isTrue();
            a.unlock();
            c.unlock();
            a.lock();
            c.lock();
            c.unlock();
            a.unlock();
        });
        strands.join();
    }

    @Test
    @DisplayName("7: to take a lock again, or to read what one writes, is no order")
    void againIsNoOrder() {
        nested(c, d.writeLock());
        c.lock();
        d.writeLock().lock();
        nested(c, c);
        nested(d.readLock(), c);
        d.writeLock().unlock();
        c.unlock();
    }

    @Test
    @DisplayName("7: a warning is logged once for a pair, and the lock is taken")
    void warning() throws InterruptedException {
        LockOrder.check(LockOrder.Check.WARN);
        takeBoth(a, b);
        String log = logOf(() -> {
            takeBoth(b, a);
            takeBoth(b, a);
        });
        assertThat(log).containsOnlyOnce("WARN dev.thrum.deadlock").contains("Mutex \"A\"", "Mutex \"B\"", "takeBoth");
    }

    @Test
    @DisplayName("7: off, nothing is told; what was held when it was switched off is not held for ever")
    void off() throws InterruptedException {
        takeBoth(a, b);
        b.lock();
        LockOrder.check(LockOrder.Check.OFF);
        b.unlock();
        assertThat(logOf(() -> takeBoth(b, a))).isEmpty();
        LockOrder.check(LockOrder.Check.THROW);
        a.lock();
        a.unlock();
    }

    private static String logOf(Action<InterruptedException> action) throws InterruptedException {
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        PrintStream err = System.err;
        System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
        try {
            action.run();
        } finally {
            System.setErr(err);
        }
        return log.toString(StandardCharsets.UTF_8);
    }

    @Test
    @DisplayName("7: locks are not kept by the orders they were taken in")
    void deadLocksAreForgotten() throws InterruptedException {
        Mutex shortLived = new Mutex();
        takeBoth(a, shortLived);
        takeBoth(shortLived, b);
        WeakReference<Mutex> reference = new WeakReference<>(shortLived);
        shortLived = null;
        Strands.until("it is collected", () -> {
            System.gc();
            return reference.refersTo(null);
        });
        takeBoth(b, a);
    }
}
