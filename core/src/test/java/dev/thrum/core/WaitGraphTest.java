// SPDX-License-Identifier: Apache-2.0
package dev.thrum.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thrum.fixture.Strands;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/// When a cycle is a deadlock, shown by resources whose owner is whatever the test says.
class WaitGraphTest {

    private static class Owned implements Resource {
        private final String name;
        private volatile Thread owner;

        private Owned(String name, Thread owner) {
            this.name = name;
            this.owner = owner;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public Thread owner() {
            return owner;
        }
    }

    private final Thread me = Thread.currentThread();
    private final Strands strands = Strands.of(Strands.Kind.PLATFORM);
    private final Owned mine = new Owned("mine", me);
    private final WaitQueue waitingForMine = new WaitQueue(mine);
    private final List<WaitQueue> queues = new ArrayList<>();

    @Test
    void whoWaitsForItselfIsRefusedAndLeavesTheQueue() {
        assertThatThrownBy(() -> waitingForMine.await(waitingForMine.enqueue(), Scheduler.NEVER))
                .isInstanceOf(DeadlockException.class).hasMessageContaining("1 strand");
        assertThatThrownBy(() -> waitingForMine.awaitUninterruptibly(waitingForMine.enqueue()))
                .isInstanceOf(DeadlockException.class);
        assertThat(waitingForMine.isEmpty()).isTrue();
        assertThat(WaitGraph.waiters()).isEmpty();
    }

    @Test
    void aGrantThatCameBeforeTheVerdictCounts() throws InterruptedException {
        WaitQueue[] queue = new WaitQueue[1];
        Owned grantedLate = new Owned("granted late", me) {
            private int looks;

            @Override
            public Thread owner() {
                if (++looks == 2) {
                    assertThat(queue[0].grantFirst()).isTrue();
                }
                return super.owner();
            }
        };
        queue[0] = new WaitQueue(grantedLate);
        assertThat(queue[0].await(queue[0].enqueue(), Scheduler.NEVER)).isTrue();
    }

    @Test
    void ownersThatLetGoBetweenTwoLooksMakeNoCycle() throws InterruptedException {
        // The other strand owns `theirs` and waits for `mine`. It is interrupted, keeps `theirs` until just after it
        // has been looked at, and waits for `mine` again: at no moment after the interrupt do both edges exist
        // together.
        CountDownLatch released = new CountDownLatch(1);
        Owned theirs = new Owned("theirs", null) {
            private int looks;

            @Override
            public Thread owner() {
                Thread seen = super.owner();
                if (Thread.currentThread() == me && ++looks == 2) {
                    seen.interrupt();
                    Strands.until("it has let go", () -> released.getCount() == 0);
                    Strands.until("it waits again", () -> waitingForMine.size() == 1);
                    Strands.untilParked(seen);
                }
                return seen;
            }
        };
        WaitQueue waitingForTheirs = new WaitQueue(theirs);
        theirs.owner = strands.start("other", () -> {
            assertThatThrownBy(() -> waitingForMine.await(waitingForMine.enqueue(), Scheduler.NEVER))
                    .isExactlyInstanceOf(InterruptedException.class);
            theirs.owner = null;
            released.countDown();
            assertThat(waitingForMine.await(waitingForMine.enqueue(), Scheduler.NEVER)).isTrue();
            assertThat(waitingForTheirs.grantFirst()).isTrue();
        });
        Strands.until("it waits", () -> waitingForMine.size() == 1);
        Strands.untilParked(theirs.owner);
        Waiter waiter = waitingForTheirs.enqueue();
        Strands helper = Strands.of(Strands.Kind.PLATFORM);
        helper.start("helper", () -> {
            Strands.untilParked(me);
            waitingForMine.grantFirst();
        });
        assertThat(waitingForTheirs.await(waiter, Scheduler.NEVER)).isTrue();
        helper.join();
        strands.join();
    }

    @Test
    void aWaitWithADeadlineIsNotRefused() throws InterruptedException {
        long deadline = Scheduler.current().deadlineAfter(Duration.ofMillis(1));
        assertThat(waitingForMine.await(waitingForMine.enqueue(), deadline)).isFalse();
        assertThatThrownBy(() -> CancelScope.timeout(Duration.ofMillis(1),
                () -> waitingForMine.await(waitingForMine.enqueue(), Scheduler.NEVER)))
                .isInstanceOf(DeadlineExceededException.class);
    }

    @Test
    void aCycleWithoutADeadlineIsFoundBehindOneThatHasOne() throws InterruptedException {
        long later = Scheduler.current().deadlineAfter(Duration.ofDays(1));
        Thread impatient = strands.start("impatient", () -> waitingForMine.await(waitingForMine.enqueue(), later));
        Thread patient = strands.start("patient", () -> waitingForMine.await(waitingForMine.enqueue(), Scheduler.NEVER));
        Strands.untilParked(impatient);
        Strands.untilParked(patient);
        WaitQueue waitingForBoth = new WaitQueue(new Owned("theirs", impatient) {
            @Override
            public List<Thread> owners() {
                return List.of(impatient, patient);
            }
        });
        assertThatThrownBy(() -> waitingForBoth.await(waitingForBoth.enqueue(), Scheduler.NEVER))
                .isInstanceOf(DeadlockException.class).hasMessageContaining("\"patient\"")
                .hasMessageNotContaining("\"impatient\"");
        assertThat(waitingForMine.grantAll()).isEqualTo(2);
        strands.join();
    }

    @Test
    void aDeadlineDoesNotCountWhereTheOwnerIsNeededAllTheSame() {
        WaitQueue queue = new WaitQueue(new Owned("mine for good", me) {
            @Override
            public boolean canBeGivenUp() {
                return false;
            }
        });
        long later = Scheduler.current().deadlineAfter(Duration.ofDays(1));
        assertThatThrownBy(() -> queue.await(queue.enqueue(), later)).isInstanceOf(DeadlockException.class);
        assertThat(queue.isEmpty()).isTrue();
    }

    @Test
    void whoHasBeenCancelledAndHasYetToRunIsInNoCycle() throws InterruptedException {
        Strands tasks = Strands.tasks();
        CancelScope scope = new CancelScope("first's");
        Owned firsts = new Owned("first's", null);
        Owned seconds = new Owned("second's", null);
        WaitQueue waitingForFirst = new WaitQueue(firsts);
        WaitQueue waitingForSecond = new WaitQueue(seconds);
        firsts.owner = tasks.start("first", () -> {
            assertThatThrownBy(() -> scope.call(() ->
                    waitingForSecond.await(waitingForSecond.enqueue(), Scheduler.NEVER)))
                    .isInstanceOf(CancelledException.class);
            assertThat(waitingForFirst.grantFirst()).isTrue();
        });
        seconds.owner = tasks.start("second", () -> {
            scope.cancel("somebody is in a hurry");
            assertThat(waitingForFirst.await(waitingForFirst.enqueue(), Scheduler.NEVER)).isTrue();
        });
        tasks.drive();
    }

    @Test
    void aCycleFurtherOffThanAnybodyLooksAtFirstIsFound() throws InterruptedException {
        Thread before = me;
        for (int i = 0; i < 50; i++) {
            WaitQueue queue = new WaitQueue(new Owned("link " + i, before));
            before = strands.start("strand " + i, () ->
                    assertThat(queue.await(queue.enqueue(), Scheduler.NEVER)).isTrue());
            Strands.until("it waits", () -> queue.size() == 1);
            Strands.untilParked(before);
            queues.add(queue);
        }
        WaitQueue last = new WaitQueue(new Owned("the last link", before));
        assertThatThrownBy(() -> last.await(last.enqueue(), Scheduler.NEVER))
                .isInstanceOf(DeadlockException.class).hasMessageContaining("51 strands");
        queues.forEach(WaitQueue::grantFirst);
        strands.join();
    }

    @Test
    void aResourceWithoutAnOwnerIsInNoCycle() throws InterruptedException {
        WaitQueue queue = new WaitQueue(new Owned("anybody's", null));
        Strands.until("granted", () -> {
            Waiter waiter = queue.enqueue();
            strands.start("grants", queue::grantFirst);
            try {
                return queue.await(waiter, Scheduler.NEVER);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        strands.join();
    }
}
