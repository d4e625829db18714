// SPDX-License-Identifier: Apache-2.0
package dev.thrum.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thrum.fixture.Strands;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WaitQueueTest {

    private record Thing(String name) implements Resource {}

    private final WaitQueue queue = new WaitQueue(new Thing("thing"));

    /// Who has been granted, in that order.
    private final List<String> granted = new CopyOnWriteArrayList<>();

    private void startWaiter(Strands strands, String name) {
        int before = queue.size();
        strands.start(name, () -> {
            assertThat(queue.await(queue.enqueue(), Scheduler.NEVER)).isTrue();
            granted.add(name);
        });
        Strands.until(name + " waits", () -> queue.size() == before + 1);
    }

    private void grantOne() {
        int before = granted.size();
        assertThat(queue.grantFirst()).isTrue();
        Strands.until("one more goes on", () -> granted.size() == before + 1);
    }

    @ParameterizedTest
    @EnumSource
    void firstComeFirstServed(Strands.Kind kind) throws InterruptedException {
        Strands strands = Strands.of(kind);
        List<String> names = List.of("a", "b", "c", "d", "e");
        names.forEach(name -> startWaiter(strands, name));
        names.forEach(name -> grantOne());
        strands.join();
        assertThat(granted).isEqualTo(names);
        assertThat(queue.isEmpty()).isTrue();
        assertThat(queue.grantFirst()).isFalse();
    }

    @Test
    void whoEnqueuesFirstIsServedFirst() throws InterruptedException {
        Strands strands = Strands.of(Strands.Kind.VIRTUAL);
        for (String name : List.of("b", "a")) {
            int before = queue.size();
            strands.start(name, () -> {
                queue.await(queue.enqueueFirst(), Scheduler.NEVER);
                granted.add(name);
            });
            Strands.until(name + " waits", () -> queue.size() == before + 1);
        }
        startWaiter(strands, "c");
        for (int i = 0; i < 3; i++) {
            grantOne();
        }
        strands.join();
        assertThat(granted).containsExactly("a", "b", "c");
    }

    @Test
    void whoWithdrawsIsPassedOver() {
        Waiter first = queue.enqueue();
        Waiter middle = queue.enqueue();
        Waiter last = queue.enqueue();
        assertThat(queue.withdraw(middle)).isTrue();
        assertThat(queue.size()).isEqualTo(2);
        assertThat(queue.withdraw(first)).isTrue();
        assertThat(queue.grantFirst()).isTrue();
        assertThat(queue.withdraw(last)).as("withdrawn after the grant").isFalse();
        assertThat(queue.isEmpty()).isTrue();
        assertThat(queue.size()).isZero();
        assertThat(queue.grantFirst()).isFalse();
        Thread.interrupted();
    }

    @Test
    void everyPatternOfLeavingKeepsTheOthersInOrder() {
        for (int leaving = 0; leaving < 32; leaving++) {
            Waiter[] waiters = new Waiter[5];
            for (int i = 0; i < 5; i++) {
                waiters[i] = queue.enqueue();
            }
            for (int i = 0; i < 5; i++) {
                if ((leaving & 1 << i) != 0) {
                    assertThat(queue.withdraw(waiters[i])).isTrue();
                }
            }
            assertThat(queue.size()).isEqualTo(5 - Integer.bitCount(leaving));
            for (int i = 0; i < 5; i++) {
                if ((leaving & 1 << i) == 0) {
                    assertThat(waiters[i].isWaiting()).isTrue();
                    assertThat(queue.grantFirst()).isTrue();
                    assertThat(waiters[i].isWaiting()).as("waiter %s after its grant", i).isFalse();
                }
            }
            assertThat(queue.isEmpty()).isTrue();
        }
    }

    @Test
    void allWhoWaitAreGrantedAtOnceAndNobodyAfterwards() {
        List<Waiter> waiters = List.of(queue.enqueue(), queue.enqueue(), queue.enqueue());
        assertThat(queue.withdraw(waiters.get(1))).isTrue();
        assertThat(queue.grantAll()).isEqualTo(2);
        Waiter late = queue.enqueue();
        assertThat(queue.withdraw(waiters.get(0))).isFalse();
        assertThat(queue.withdraw(waiters.get(2))).isFalse();
        assertThat(queue.size()).isEqualTo(1);
        assertThat(queue.withdraw(late)).isTrue();
        assertThat(queue.grantAll()).isZero();
    }

    @Test
    void aWaitTimesOutAtItsDeadlineAndLeavesNothingBehind() throws InterruptedException {
        Strands strands = Strands.tasks();
        strands.start("waits", () -> {
            long deadline = Scheduler.current().deadlineAfter(Duration.ofHours(5));
            assertThat(queue.await(queue.enqueue(), deadline)).isFalse();
            assertThat(strands.clock().elapsed()).isEqualTo(Duration.ofHours(5));
            assertThat(queue.isEmpty()).isTrue();
        });
        strands.drive();
        assertThat(queue.grantFirst()).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void aDeadlineInThePastTimesOutAtOnce(Strands.Kind kind) throws InterruptedException {
        Strands strands = Strands.of(kind);
        strands.start("waits", () -> assertThat(queue.await(queue.enqueue(), 0)).isFalse());
        strands.join();
        assertThat(queue.isEmpty()).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void aGrantThatCameFirstIsKeptWhateverElseHappens(Strands.Kind kind) throws InterruptedException {
        Strands strands = Strands.of(kind);
        strands.start("waits", () -> new CancelScope("cancelled").run(() -> {
            Waiter waiter = queue.enqueue();
            assertThat(queue.grantFirst()).isTrue();
            CancelScope.current().cancel("enough");
            Thread.currentThread().interrupt();
            assertThat(queue.await(waiter, 0)).isTrue();
            assertThat(Thread.interrupted()).as("the interrupt is left for the next wait").isTrue();
            assertThatThrownBy(CancelScope::checkpoint).isInstanceOf(CancelledException.class);
        }));
        strands.join();
    }

    @ParameterizedTest
    @EnumSource
    void interruptedBeforeTheWait(Strands.Kind kind) throws InterruptedException {
        Strands strands = Strands.of(kind);
        strands.start("waits", () -> {
            Thread.currentThread().interrupt();
            assertInterrupted();
        });
        strands.join();
        assertThat(queue.isEmpty()).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void interruptedDuringTheWait(Strands.Kind kind) throws InterruptedException {
        Strands strands = Strands.of(kind);
        Thread waits = strands.start("waits", this::assertInterrupted);
        Strands.until("it waits", () -> queue.size() == 1);
        Strands.untilParked(waits);
        waits.interrupt();
        strands.join();
        assertThat(queue.isEmpty()).isTrue();
        assertThat(queue.grantFirst()).isFalse();
    }

    private void assertInterrupted() {
        assertThatThrownBy(() -> queue.await(queue.enqueue(), Scheduler.NEVER))
                .isExactlyInstanceOf(InterruptedException.class).hasMessageContaining("thing");
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void anUninterruptibleWaitKeepsTheInterruptAndIgnoresCancellation(Strands.Kind kind) throws InterruptedException {
        Strands strands = Strands.of(kind);
        CancelScope scope = new CancelScope("cancelled");
        Thread waits = strands.start("waits", () -> scope.run(() -> {
            queue.awaitUninterruptibly(queue.enqueue());
            assertThat(Thread.interrupted()).isTrue();
        }));
        Strands.until("it waits", () -> queue.size() == 1);
        Strands.untilParked(waits);
        scope.cancel("enough");
        waits.interrupt();
        Strands.until("the interrupt has been seen", () -> !waits.isInterrupted());
        Strands.untilParked(waits);
        assertThat(queue.size()).isEqualTo(1);
        assertThat(queue.grantFirst()).isTrue();
        strands.join();
    }

    @ParameterizedTest
    @EnumSource
    void onlyThreadsSnatch(Strands.Kind kind) throws InterruptedException {
        AtomicInteger tries = new AtomicInteger();
        Strands strands = Strands.of(kind);
        strands.start("snatches", () -> queue.snatch(() -> tries.incrementAndGet() == 0));
        strands.join();
        assertThat(tries.get() > 0).isEqualTo(mayLookOut(kind));
    }

    private static boolean mayLookOut(Strands.Kind kind) {
        return switch (kind) {
            case PLATFORM -> Runtime.getRuntime().availableProcessors() > 1;
            case VIRTUAL -> Carriers.NUMBER > 1;
            case TASK -> false;
        };
    }

    @ParameterizedTest
    @EnumSource
    void whereOneParksAtOnceAWaitEndsAsAnywhere(Strands.Kind kind) throws InterruptedException {
        WaitQueue parking = WaitQueue.parkingAtOnce(new Thing("thing"));
        Strands strands = Strands.of(kind);
        Thread waiter = strands.start("waits", () -> {
            assertThat(parking.await(parking.enqueue(), Scheduler.NEVER)).isTrue();
            assertThat(parking.await(parking.enqueue(), 0)).isFalse();
        });
        Strands.untilParked(waiter);
        assertThat(parking.grantFirst()).isTrue();
        strands.join();
        assertThat(parking.isEmpty()).isTrue();
    }

    @Test
    void itSaysHowManyWaitForWhat() {
        Waiter waiter = queue.enqueue();
        assertThat(queue).hasToString("1 waiting for thing");
        queue.withdraw(waiter);
    }
}
