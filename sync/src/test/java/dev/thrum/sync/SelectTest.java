// SPDX-License-Identifier: Apache-2.0
package dev.thrum.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thrum.core.CancelScope;
import dev.thrum.core.CancelledException;
import dev.thrum.core.Inspector;
import dev.thrum.fixture.Strands;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class SelectTest {

    /// An answer to switch over.
    private sealed interface News {
        record Number(int value) implements News {}

        record Stop() implements News {}
    }

    private final Channel<Integer> numbers = Channel.rendezvous("numbers");
    private final Channel<String> words = Channel.buffered("words", 1);
    private final Mutex mutex = Mutex.named("M");
    private final ReentrantMutex reentrant = ReentrantMutex.named("R");
    private final CountingSemaphore semaphore = CountingSemaphore.named("S", 0);
    private final Event event = Event.named("E");
    private final WorkQueue<String> work = FifoQueue.named("W", 1);
    private final WorkQueue<String> full = FifoQueue.named("F", 1);

    /// Makes sure that nothing can go on.
    private void blockAll() throws InterruptedException {
        full.put("something");
        Strands holder = Strands.of(Strands.Kind.PLATFORM);
        Event taken = new Event();
        holder.start("holder", () -> {
            mutex.lock();
            reentrant.lock();
            taken.set();
            release.await();
            mutex.unlock();
            reentrant.unlock();
        });
        taken.await();
    }

    private final Event release = new Event();

    private String selectAll() throws InterruptedException {
        return Select.over(
                numbers.onReceive(number -> "received " + number),
                words.onReceive(word -> "received " + word),
                mutex.onLock(() -> {
                    mutex.unlock();
                    return "locked";
                }),
                reentrant.onLock(() -> {
                    reentrant.unlock();
                    return "locked again";
                }),
                semaphore.onAcquire(() -> "permitted"),
                event.onSet(() -> "set"),
                work.onTake(element -> "took " + element),
                full.onPut("more", () -> "put"));
    }

    private void assertNobodyWaits() {
        assertThat(numbers.toString()).endsWith("0 sending, 0 receiving)");
        assertThat(words.toString()).endsWith("0 sending, 0 receiving)");
        assertThat(mutex.statistics()).endsWith(", 0 waiting");
        assertThat(reentrant.statistics()).endsWith(", 0 waiting");
        assertThat(semaphore.statistics()).endsWith(", 0 waiting");
        assertThat(event.statistics()).endsWith(", 0 waiting");
        assertThat(Order.state(work)).endsWith("0 putting, 0 taking, 0 joining");
        assertThat(Order.state(full)).endsWith("0 putting, 0 taking, 0 joining");
    }

    private interface Change {
        void make() throws InterruptedException;
    }

    private void assertWoken(Strands.Kind kind, String expected, Change change) throws InterruptedException {
        Strands strands = Strands.of(kind);
        strands.start("selects", () -> assertThat(selectAll()).isEqualTo(expected));
        Strands.until("it waits everywhere", () -> Order.state(full).contains("1 putting"));
        change.make();
        strands.join();
        assertNobodyWaits();
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("20: whichever becomes possible first is done, and the others are left without a trace")
    void whicheverBecomesPossibleFirstIsDone(Strands.Kind kind) throws InterruptedException {
        blockAll();
        assertWoken(kind, "received 1", () -> numbers.send(1));
        assertWoken(kind, "received word", () -> words.send("word"));
        assertWoken(kind, "permitted", semaphore::release);
        assertWoken(kind, "set", () -> {
            event.set();
            event.clear();
        });
        assertWoken(kind, "took job", () -> work.put("job"));
        assertWoken(kind, "put", full::take);
        assertThat(full.take()).isEqualTo("more");
        assertThat(semaphore.availablePermits()).isZero();
        assertThat(work).isEmpty();
        full.put("something");
        Strands strands = Strands.of(kind);
        strands.start("selects", () -> assertThat(selectAll()).isIn("locked", "locked again"));
        Strands.until("it waits everywhere", () -> Order.state(full).contains("1 putting"));
        release.set();
        strands.join();
        assertNobodyWaits();
    }

    @Test
    @DisplayName("20: what is possible at once is done at once")
    void whatIsPossibleAtOnceIsDoneAtOnce() throws InterruptedException {
        blockAll();
        words.send("a");
        assertThat(selectAll()).isEqualTo("received a");
        semaphore.release();
        assertThat(selectAll()).isEqualTo("permitted");
        event.set();
        assertThat(selectAll()).isEqualTo("set");
        event.clear();
        work.put("job");
        assertThat(selectAll()).isEqualTo("took job");
        assertThat(full.take()).isEqualTo("something");
        assertThat(selectAll()).isEqualTo("put");
        assertThat(Select.<String, RuntimeException>over(words.onSend("b", () -> "sent"))).isEqualTo("sent");
        assertThat(words.receive()).isEqualTo("b");
        assertNobodyWaits();
        release.set();
    }

    @Test
    @DisplayName("20: the handler of a lock clause holds the lock, a reentrant one once more")
    void theHandlerOfALockClauseHoldsTheLock() throws InterruptedException {
        reentrant.lock();
        assertThat(Select.over(reentrant.onLock(reentrant::holdCount))).isEqualTo(2);
        reentrant.unlock();
        reentrant.unlock();
        assertThat(Select.over(mutex.onLock(() -> mutex.owner() == Thread.currentThread()))).isTrue();
        mutex.unlock();
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("20: the default clause never blocks, and is done only if none of the others can be")
    void theDefaultClauseNeverBlocks(Strands.Kind kind) throws InterruptedException {
        Strands strands = Strands.of(kind);
        strands.start("looks", () -> {
            CancelScope scope = new CancelScope("cancelled");
            scope.run(() -> {
                scope.cancel("a wait would tell");
                for (int i = 0; i < 100; i++) {
                    assertThat(Select.<Integer, RuntimeException>over(numbers.onReceive(n -> n),
                            numbers.onSend(1, () -> 1), semaphore.onAcquire(() -> 2), Select.otherwise(() -> 3)))
                            .isEqualTo(3);
                }
                semaphore.release(100);
                for (int i = 0; i < 100; i++) {
                    assertThat(Select.<Integer, RuntimeException>over(Select.otherwise(() -> 3),
                            semaphore.onAcquire(() -> 2))).isEqualTo(2);
                }
                assertThat(Select.<Integer, RuntimeException>over(numbers.onReceive(n -> n),
                        Select.onTimeout(Duration.ZERO, () -> 4))).isEqualTo(4);
            });
        });
        strands.join();
        assertNobodyWaits();
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("20: when the time is over nothing was done, and nobody is left waiting")
    void whenTheTimeIsOverNothingWasDone(Strands.Kind kind) throws InterruptedException {
        blockAll();
        Strands strands = Strands.of(kind);
        strands.start("waits", () -> assertThat(Select.<String, RuntimeException>over(
                numbers.onReceive(n -> "received"),
                words.onReceive(w -> "received"),
                mutex.onLock(() -> "locked"),
                semaphore.onAcquire(() -> "permitted"),
                event.onSet(() -> "set"),
                work.onTake(element -> "taken"),
                full.onPut("more", () -> "put"),
                Select.onTimeout(Duration.ofMillis(2), () -> "too late"))).isEqualTo("too late"));
        strands.join();
        assertNobodyWaits();
        release.set();
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("20: interrupted or cancelled, nothing was done, and nobody is left waiting")
    void interruptedOrCancelledNothingWasDone(Strands.Kind kind) throws InterruptedException {
        blockAll();
        Strands strands = Strands.of(kind);
        CancelScope scope = new CancelScope("cancelled");
        Thread interrupted = strands.start("interrupted", () -> assertThatThrownBy(this::selectAll)
                .isExactlyInstanceOf(InterruptedException.class)
                .hasMessageContaining("the first of: an item of Channel \"numbers\", or an item of Channel \"words\""));
        strands.start("cancelled", () -> scope.run(() -> assertThatThrownBy(this::selectAll)
                .isInstanceOf(CancelledException.class)));
        Strands.until("both wait", () -> Order.state(full).contains("2 putting"));
        interrupted.interrupt();
        scope.cancel("enough");
        strands.join();
        assertNobodyWaits();
        Thread.currentThread().interrupt();
        assertThatThrownBy(this::selectAll).isExactlyInstanceOf(InterruptedException.class);
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
        release.set();
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("20: both ends may be selects")
    void bothEndsMayBeSelects(Strands.Kind kind) throws InterruptedException {
        Channel<Integer> other = Channel.rendezvous();
        int rounds = 500;
        Strands strands = Strands.of(kind);
        strands.start("sends", () -> {
            for (int i = 0; i < rounds; i++) {
                int item = i;
                Select.over(numbers.onSend(item, () -> item), other.onSend(item, () -> item));
            }
        });
        strands.start("receives", () -> {
            for (int i = 0; i < rounds; i++) {
                assertThat(Select.<Integer, RuntimeException>over(other.onReceive(n -> n), numbers.onReceive(n -> n)))
                        .isEqualTo(i);
            }
        });
        strands.join();
        assertNobodyWaits();
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("20: a select that sends and receives on one channel does not meet itself, but another such one")
    void aSelectDoesNotMeetItself(Strands.Kind kind) throws InterruptedException {
        AtomicReference<String> first = new AtomicReference<>();
        AtomicReference<String> second = new AtomicReference<>();
        for (int round = 0; round < 50; round++) {
            Strands strands = Strands.of(kind);
            strands.start("first", () -> first.set(Select.over(
                    numbers.onSend(1, () -> "sent"), numbers.onReceive(n -> "received " + n))));
            ChannelTest.untilWaiting(1, 1, numbers);
            strands.start("second", () -> second.set(Select.over(
                    numbers.onReceive(n -> "received " + n), numbers.onSend(2, () -> "sent"))));
            strands.join();
            assertThat(first.get() + ", " + second.get()).isIn("sent, received 1", "received 2, sent");
            assertNobodyWaits();
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("20: the same channel may be in several clauses")
    void theSameChannelMayBeInSeveralClauses(Strands.Kind kind) throws InterruptedException {
        Strands strands = Strands.of(kind);
        strands.start("selects", () -> assertThat(Select.<Integer, RuntimeException>over(numbers.onReceive(n -> n),
                numbers.onReceive(n -> -n))).isIn(-7, 7));
        ChannelTest.untilWaiting(0, 2, numbers);
        numbers.send(7);
        strands.join();
        assertNobodyWaits();
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("19, 20: a clause about a closed channel ends the select, with an exception or with the news")
    void aClosedChannelEndsTheSelect(Strands.Kind kind) throws InterruptedException {
        Channel<String> closed = Channel.rendezvous("closed");
        closed.close();
        assertThatExceptionOfType(ChannelClosedException.class).isThrownBy(() -> Select.over(
                closed.onReceive(s -> 1), numbers.onReceive(n -> 2))).withMessageContaining("Channel \"closed\"");
        assertThatExceptionOfType(ChannelClosedException.class).isThrownBy(() -> Select.over(
                numbers.onReceive(n -> 2), closed.onSend("x", () -> 1)));
        assertThat(Select.<Object, RuntimeException>over(closed.onReceiveOrClosed(r -> r), numbers.onReceive(n -> n)))
                .isEqualTo(new Received.Closed<>(null));

        Channel<String> closing = Channel.rendezvous();
        Channel<String> failing = Channel.rendezvous();
        Exception cause = new IOException("gone");
        Strands strands = Strands.of(kind);
        strands.start("receives", () -> assertThatExceptionOfType(ChannelClosedException.class).isThrownBy(() ->
                Select.over(closing.onReceive(s -> 1), numbers.onReceive(n -> 2))));
        strands.start("receives or is told", () -> assertThat(Select.<Object, RuntimeException>over(
                closing.onReceiveOrClosed(r -> r), numbers.onReceive(n -> 2))).isEqualTo(new Received.Closed<>(null)));
        strands.start("sends", () -> assertThatExceptionOfType(ChannelClosedException.class).isThrownBy(() ->
                Select.over(failing.onSend("x", () -> 1), numbers.onReceive(n -> 2))).withCause(cause));
        ChannelTest.untilWaiting(0, 3, numbers);
        closing.close();
        failing.fail(cause);
        strands.join();
        assertNobodyWaits();
    }

    @Test
    @DisplayName("20: what a handler throws passes, and what was done is done")
    void whatAHandlerThrowsPasses() throws InterruptedException {
        words.send("a");
        assertThatThrownBy(() -> Select.over(words.onReceive(word -> {
            throw new IOException(word);
        }))).isInstanceOf(IOException.class).hasMessage("a");
        assertThat(words.size()).isZero();
    }

    @Test
    @DisplayName("20: handlers may be the constructors of a sealed type to switch over")
    void theAnswerCanBeSwitchedOver() throws InterruptedException {
        words.send("seven");
        int answer = switch (Select.over(words.onReceive(word -> new News.Number(word.length())),
                event.onSet(News.Stop::new))) {
            case News.Number(int value) -> value;
            case News.Stop() -> -1;
        };
        assertThat(answer).isEqualTo(5);
    }

    @Test
    @DisplayName("20: a select needs a clause, and at most one for when there is nothing to do")
    void wrongClauses() {
        assertThatIllegalArgumentException().isThrownBy(() -> Select.over());
        assertThatIllegalArgumentException().isThrownBy(() -> Select.over(
                Select.otherwise(() -> 1), Select.onTimeout(Duration.ofDays(1), () -> 1)));
        assertThatIllegalArgumentException().isThrownBy(() -> Select.onTimeout(Duration.ofNanos(-1), () -> 1));
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("20, 21: a waiting select is shown, and no part of a deadlock if anybody could end it")
    void aWaitingSelectIsShownAndIsNoDeadlock(Strands.Kind kind) throws InterruptedException {
        Mutex other = Mutex.named("other");
        Event otherIsTaken = new Event();
        Strands strands = Strands.of(kind);
        strands.start("selects", () -> {
            mutex.lock();
            otherIsTaken.await();
            assertThat(Select.<String, RuntimeException>over(other.onLock(() -> "locked"), event.onSet(() -> "set")))
                    .isEqualTo("set");
            mutex.unlock();
        });
        Strands.until("it is locked", mutex::isLocked);
        strands.start("locks", () -> {
            other.lock();
            otherIsTaken.set();
            mutex.lock();
            mutex.unlock();
            other.unlock();
        });
        Strands.untilWaiting(1, other);
        Strands.untilWaiting(1, mutex);
        Strands.until("it is shown", () -> Inspector.snapshot().toText()
                .contains("waits for the first of: Mutex \"other\", or Event \"E\""));
        event.set();
        strands.join();
        assertNobodyWaits();
    }
}
