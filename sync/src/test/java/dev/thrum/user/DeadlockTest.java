// SPDX-License-Identifier: Apache-2.0
package dev.thrum.user;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thrum.core.CancelScope;
import dev.thrum.core.DeadlineExceededException;
import dev.thrum.core.DeadlockException;
import dev.thrum.fixture.Strands;
import dev.thrum.fixture.Strands.Kind;
import dev.thrum.sync.Mutex;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Deadlocks of users, in a package of theirs: the library's own frames are never shown as places of the user's code.
class DeadlockTest {

    private final ConcurrentLinkedQueue<DeadlockException> victims = new ConcurrentLinkedQueue<>();
    private final AtomicInteger finished = new AtomicInteger();

    private static void takeFirst(Mutex first) throws InterruptedException {
        first.lock();
    }

    private static void takeSecond(Mutex second) throws InterruptedException {
        second.lock();
    }

    /// Takes two mutexes; between them waits until all others have their first one.
    private void takeBoth(Mutex first, Mutex second, CountDownLatch othersReady) throws InterruptedException {
        takeFirst(first);
        try {
            othersReady.countDown();
            othersReady.await();
            takeSecond(second);
            second.unlock();
            finished.incrementAndGet();
        } catch (DeadlockException e) {
            victims.add(e);
        } finally {
            first.unlock();
        }
    }

    @ParameterizedTest
    @EnumSource
    void lockingTwiceNamesBothPlaces(Kind kind) throws InterruptedException {
        Mutex mutex = Mutex.named("only");
        Strands strands = Strands.of(kind);
        strands.start("Ada", () -> {
            takeFirst(mutex);
            try {
                takeSecond(mutex);
            } catch (DeadlockException e) {
                victims.add(e);
            }
            mutex.unlock();
        });
        strands.join();
        assertThat(victims).singleElement().satisfies(e -> assertThat(e.hops()).singleElement().satisfies(hop -> {
            assertThat(hop.strand()).contains("\"Ada\"").isEqualTo(hop.owner());
            assertThat(hop.wanted()).isEqualTo("Mutex \"only\"");
            assertThat(hop.standsAt().getMethodName()).isEqualTo("takeSecond");
            assertThat(hop.acquisition().site().getMethodName()).isEqualTo("takeFirst");
        }));
    }

    @ParameterizedTest
    @EnumSource(names = {"PLATFORM", "VIRTUAL"})
    void twoLocksInOppositeOrderNameEveryoneAndEveryPlace(Kind kind) throws InterruptedException {
        Mutex left = Mutex.named("left");
        Mutex right = Mutex.named("right");
        CountDownLatch ready = new CountDownLatch(2);
        Strands strands = Strands.of(kind);
        strands.start("Ada", () -> takeBoth(left, right, ready));
        Strands others = Strands.of(Kind.PLATFORM);
        others.start("Bob", () -> takeBoth(right, left, ready));
        strands.join();
        others.join();

        assertThat(finished).hasValue(1);
        assertThat(victims).singleElement().satisfies(e -> {
            assertThat(e.hops()).hasSize(2);
            assertRing(e, "takeFirst", "takeSecond");
            assertThat(e).hasMessageContainingAll("2 strands", "\"Ada\"", "\"Bob\"", "Mutex \"left\"", "Mutex \"right\"",
                    "DeadlockTest.takeSecond(DeadlockTest.java", "taken at dev.thrum.", "DeadlockTest.takeFirst");
        });
    }

    /// Each hop's owner is the strand of the next one, and stands and took its lock where it should.
    private static void assertRing(DeadlockException e, String takenIn, String standsIn) {
        List<DeadlockException.Hop> hops = e.hops();
        for (int i = 0; i < hops.size(); i++) {
            DeadlockException.Hop hop = hops.get(i);
            assertThat(hop.owner()).isEqualTo(hops.get((i + 1) % hops.size()).strand());
            assertThat(hop.standsAt().getMethodName()).isEqualTo(standsIn);
            assertThat(hop.acquisition().site().getMethodName()).isEqualTo(takenIn);
        }
    }

    @Test
    void aRingOfAThreadAVirtualThreadAndATaskIsSeen() throws InterruptedException {
        Mutex[] mutexes = {Mutex.named("a"), Mutex.named("b"), Mutex.named("c")};
        CountDownLatch ready = new CountDownLatch(3);
        List<Strands> all = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            int i = kind.ordinal();
            Strands strands = Strands.of(kind);
            strands.start("strand " + i, () -> takeBoth(mutexes[i], mutexes[(i + 1) % 3], ready));
            all.add(strands);
        }
        for (Strands strands : all) {
            strands.join();
        }
        assertThat(finished).hasValue(2);
        assertThat(victims).singleElement().satisfies(e -> {
            assertThat(e.hops()).extracting(DeadlockException.Hop::strand).containsExactlyInAnyOrder(
                    "platform thread \"strand 0\"", "virtual thread \"strand 1\"", "task \"strand 2\"");
            assertRing(e, "takeFirst", "takeSecond");
        });
    }

    @ParameterizedTest
    @EnumSource(names = {"PLATFORM", "VIRTUAL"})
    void everyDeadlockHasExactlyOneVictimAndTheOthersGoOn(Kind kind) throws Exception {
        int rounds = 1_000;
        Mutex[] mutexes = {new Mutex(), new Mutex(), new Mutex()};
        CyclicBarrier barrier = new CyclicBarrier(3);
        Strands strands = Strands.of(kind);
        for (int s = 0; s < 3; s++) {
            Mutex first = mutexes[s];
            Mutex second = mutexes[(s + 1) % 3];
            strands.start("strand " + s, () -> {
                for (int i = 0; i < rounds; i++) {
                    first.lock();
                    try {
                        barrier.await();
                        second.lock();
                        second.unlock();
                        finished.incrementAndGet();
                    } catch (DeadlockException e) {
                        victims.add(e);
                    } finally {
                        first.unlock();
                    }
                    barrier.await();
                    assertThat(victims).hasSize(i + 1);
                    barrier.await();
                }
            });
        }
        strands.join();
        assertThat(victims).hasSize(rounds).allSatisfy(e -> assertThat(e.hops()).hasSize(3));
        assertThat(finished).hasValue(2 * rounds);
    }

    @ParameterizedTest
    @EnumSource
    void locksTakenInOneOrderAreNeverADeadlock(Kind kind) throws InterruptedException {
        Mutex[] mutexes = new Mutex[6];
        for (int i = 0; i < mutexes.length; i++) {
            mutexes[i] = new Mutex();
        }
        Strands strands = Strands.of(kind);
        for (int s = 0; s < 8; s++) {
            Random random = new Random(s);
            strands.start("strand " + s, () -> {
                for (int round = 0; round < 500; round++) {
                    int wanted = random.nextInt(1 << mutexes.length);
                    int held = 0;
                    try {
                        for (int i = 0; i < mutexes.length; i++) {
                            if ((wanted & 1 << i) != 0) {
                                lock(mutexes[i], random);
                                held |= 1 << i;
                            }
                        }
                    } catch (InterruptedException e) {
                        finished.incrementAndGet(); // gives up this round, as a user would
                    } finally {
                        for (int i = 0; i < mutexes.length; i++) {
                            if ((held & 1 << i) != 0) {
                                mutexes[i].unlock();
                            }
                        }
                    }
                }
            });
        }
        Random random = new Random(-1);
        while (strands.threads().stream().anyMatch(Thread::isAlive)) {
            strands.threads().get(random.nextInt(8)).interrupt();
            for (int i = random.nextInt(5_000); i > 0; i--) {
                Thread.onSpinWait();
            }
        }
        strands.join();
    }

    private static void lock(Mutex mutex, Random random) throws InterruptedException {
        mutex.lock();
        if (random.nextInt(4) == 0) {
            Thread.yield();
        }
    }

    @Test
    void aCycleWithATimedWaitIsLoggedOnceAndEndsWithTheTimeOut() throws InterruptedException {
        Mutex left = Mutex.named("left");
        Mutex right = Mutex.named("right");
        CountDownLatch ready = new CountDownLatch(2);
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        PrintStream err = System.err;
        System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
        try {
            Strands strands = Strands.of(Kind.VIRTUAL);
            strands.start("Ada", () -> takeBoth(left, right, ready));
            strands.start("Bob", () -> {
                right.lock();
                ready.countDown();
                ready.await();
                Strands.untilWaiting(1, right);
                for (int i = 0; i < 3; i++) {
                    assertThat(left.tryLock(Duration.ofMillis(5))).isFalse();
                }
                right.unlock();
            });
            strands.join();
        } finally {
            System.setErr(err);
        }
        assertThat(victims).isEmpty();
        assertThat(finished).hasValue(1);
        assertThat(log.toString(StandardCharsets.UTF_8))
                .contains("WARN dev.thrum.deadlock", "2 strands", "\"Ada\"", "\"Bob\"", "Mutex \"left\"")
                .containsOnlyOnce("A cycle that only a time-out can end");
    }

    @Test
    void aTimeOutTellsWhereTheHolderTookTheMutexAndWhereItStands() throws InterruptedException {
        Mutex mutex = Mutex.named("held");
        CountDownLatch taken = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        Strands strands = Strands.of(Kind.VIRTUAL);
        Thread holder = strands.start("holder", () -> {
            takeFirst(mutex);
            taken.countDown();
            standStill(release);
            mutex.unlock();
        });
        taken.await();
        Strands.untilParked(holder);
        String message = "";
        try {
            CancelScope.timeout(Duration.ofMillis(2), () -> {
                mutex.lock();
                return 1;
            });
        } catch (DeadlineExceededException e) {
            message = e.getMessage();
        }
        release.countDown();
        strands.join();
        assertThat(message).contains("Mutex \"held\", owned by \"holder\"", "DeadlockTest.takeFirst(DeadlockTest.java",
                " ago", "now at", "DeadlockTest.standStill(DeadlockTest.java");
    }

    private static void standStill(CountDownLatch release) throws InterruptedException {
        release.await();
    }
}
