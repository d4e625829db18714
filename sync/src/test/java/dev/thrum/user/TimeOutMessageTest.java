// SPDX-License-Identifier: Apache-2.0
package dev.thrum.user;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thrum.core.Action;
import dev.thrum.core.CancelScope;
import dev.thrum.core.DeadlineExceededException;
import dev.thrum.fixture.Strands;
import dev.thrum.sync.Channel;
import dev.thrum.sync.Condition;
import dev.thrum.sync.CountingSemaphore;
import dev.thrum.sync.Event;
import dev.thrum.sync.FifoQueue;
import dev.thrum.sync.Mutex;
import dev.thrum.sync.ReadWriteMutex;
import dev.thrum.sync.ReentrantMutex;
import dev.thrum.sync.Select;
import dev.thrum.sync.WorkQueue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// What somebody reads who has waited too long, in a package of the user's.
@Timeout(60)
class TimeOutMessageTest {

    private static final Duration MOMENT = Duration.ofMillis(2);

    /// A lock that Ada holds, in some way, while somebody waits for it in some way.
    private record Held(String name, Action<?> take, Action<?> free, Action<InterruptedException> waits, String wanted) {

        @Override
        public String toString() {
            return name;
        }
    }

    private static Held mutex(String name, Mutex mutex) {
        return new Held(name, mutex::lock, mutex::unlock, mutex::lock, "Mutex \"M\"");
    }

    private static Held reentrant(String name, ReentrantMutex mutex) {
        return new Held(name, mutex::lock, mutex::unlock, mutex::lockInterruptibly, "ReentrantMutex \"R\"");
    }

    private static Stream<Held> readWrite(String name, ReadWriteMutex mutex) {
        return Stream.of(
                new Held("to read, " + name + ", while written", mutex.writeLock()::lock, mutex.writeLock()::unlock,
                        mutex.readLock()::lockInterruptibly, "ReadWriteMutex \"RW\""),
                new Held("to write, " + name + ", while written", mutex.writeLock()::lock, mutex.writeLock()::unlock,
                        mutex.writeLock()::lockInterruptibly, "ReadWriteMutex \"RW\""),
                new Held("to write, " + name + ", while read", mutex.readLock()::lock, mutex.readLock()::unlock,
                        mutex.writeLock()::lockInterruptibly, "the readers of ReadWriteMutex \"RW\""));
    }

    private static Held select() {
        Mutex mutex = Mutex.named("M");
        ReentrantMutex reentrant = ReentrantMutex.named("R");
        return new Held("select", () -> {
            mutex.lock();
            reentrant.lock();
        }, () -> {
            reentrant.unlock();
            mutex.unlock();
        }, () -> Select.over(mutex.onLock(() -> 0), reentrant.onLock(() -> 0)),
                "the first of: Mutex \"M\", or ReentrantMutex \"R\": Mutex \"M\"");
    }

    static List<Arguments> locks() {
        List<Arguments> all = new ArrayList<>();
        for (Strands.Kind kind : Strands.Kind.values()) {
            Stream.of(
                    Stream.of(mutex("mutex", Mutex.named("M")), mutex("fair mutex", Mutex.fair("M"))),
                    Stream.of(reentrant("reentrant mutex", ReentrantMutex.named("R")),
                            reentrant("fair reentrant mutex", ReentrantMutex.fair("R"))),
                    readWrite("unfair", ReadWriteMutex.named("RW")),
                    readWrite("fair", ReadWriteMutex.fair("RW")),
                    Stream.of(select()))
                    .flatMap(held -> held)
                    .forEach(held -> all.add(Arguments.of(kind, held)));
        }
        return all;
    }

    private static void take(Held held) throws Exception {
        held.take.run();
    }

    private static void standStill(CountDownLatch release) throws InterruptedException {
        release.await();
    }

    /// @return what is read after a time-out
    private static String timeOut(Action<InterruptedException> wait) throws InterruptedException {
        try {
            CancelScope.timeout(MOMENT, () -> {
                wait.run();
                return 0;
            });
        } catch (DeadlineExceededException e) {
            return e.getMessage();
        }
        throw new AssertionError("There was nothing to wait for");
    }

    /// @return what a strand of a kind reads
    private static String timeOut(Strands.Kind kind, Action<InterruptedException> wait) throws InterruptedException {
        AtomicReference<String> message = new AtomicReference<>();
        Strands strands = Strands.of(kind);
        strands.start("waits", () -> message.set(timeOut(wait)));
        if (kind == Strands.Kind.TASK) {
            strands.drive();
        }
        strands.join();
        return message.get();
    }

    @ParameterizedTest(name = "{0} waits for: {1}")
    @MethodSource("locks")
    @DisplayName("22: a time-out names the holder of each lock, for how long, where it was taken and where it stands")
    void itNamesTheHolder(Strands.Kind kind, Held held) throws InterruptedException {
        CountDownLatch taken = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        Strands holders = Strands.of(Strands.Kind.PLATFORM);
        Thread ada = holders.start("Ada", () -> {
            take(held);
            taken.countDown();
            standStill(release);
            held.free.run();
        });
        taken.await();
        Strands.untilParked(ada);
        String message = timeOut(kind, held.waits);
        release.countDown();
        holders.join();
        assertThat(message).containsSubsequence("waiting for " + held.wanted, "owned by \"Ada\" (taken at ",
                "TimeOutMessageTest.", "TimeOutMessageTest.java", " ago; now at ",
                "TimeOutMessageTest.standStill(TimeOutMessageTest.java");
    }

    @ParameterizedTest
    @MethodSource("kinds")
    @DisplayName("22: a time-out at a condition names who holds the mutex")
    void atAConditionItNamesTheHolderOfTheMutex(Strands.Kind kind) throws InterruptedException {
        ReentrantMutex mutex = ReentrantMutex.named("R");
        Condition condition = mutex.newCondition("C");
        AtomicReference<String> message = new AtomicReference<>();
        CountDownLatch taken = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        Strands holders = Strands.of(Strands.Kind.PLATFORM);
        CancelScope scope = new CancelScope("of the wait");
        Strands strands = Strands.of(kind);
        strands.start("waits", () -> {
            mutex.lock();
            try {
                scope.run(condition::await);
            } catch (DeadlineExceededException e) {
                message.set(e.getMessage());
            } finally {
                mutex.unlock();
            }
        });
        Strands.untilWaiting(1, condition);
        Thread ada = holders.start("Ada", () -> {
            mutex.lock();
            taken.countDown();
            standStill(release);
            mutex.unlock();
        });
        taken.await();
        Strands.untilParked(ada);
        assertThat(message).hasNullValue();
        scope.expireAfter(Duration.ZERO);
        Strands.untilWaiting(1, mutex); // to have it back
        release.countDown();
        holders.join();
        strands.join();
        assertThat(message.get()).containsSubsequence("waiting for Condition \"C\" of ReentrantMutex \"R\"",
                "owned by \"Ada\" (taken at ", "TimeOutMessageTest.java", " ago; now at ", "standStill");
    }

    static Strands.Kind[] kinds() {
        return Strands.Kind.values();
    }

    /// Something that nobody holds.
    private record Open(String wanted, Action<InterruptedException> waits) {

        @Override
        public String toString() {
            return wanted;
        }
    }

    static List<Arguments> others() throws InterruptedException {
        List<Arguments> all = new ArrayList<>();
        for (Strands.Kind kind : Strands.Kind.values()) {
            CountingSemaphore semaphore = CountingSemaphore.named("S", 0);
            Event event = Event.named("E");
            WorkQueue<Integer> full = FifoQueue.named("Q", 1);
            full.put(1);
            WorkQueue<Integer> empty = FifoQueue.named("Q", 1);
            Channel<Integer> channel = Channel.rendezvous("C");
            Stream.of(
                    new Open("CountingSemaphore \"S\"", semaphore::acquire),
                    new Open("Event \"E\"", event::await),
                    new Open("space in FifoQueue \"Q\"", () -> full.put(2)),
                    new Open("an element of FifoQueue \"Q\"", empty::take),
                    new Open("the tasks of FifoQueue \"Q\"", full::join),
                    new Open("Channel \"C\"", () -> channel.send(1)),
                    new Open("Channel \"C\"", channel::receive),
                    new Open("the first of: Event \"E\", or CountingSemaphore \"S\"",
                            () -> Select.over(event.onSet(() -> 0), semaphore.onAcquire(() -> 0))))
                    .forEach(open -> all.add(Arguments.of(kind, open)));
        }
        return all;
    }

    @ParameterizedTest(name = "{0} waits for: {1}")
    @MethodSource("others")
    @DisplayName("22: where there is no holder a time-out names what was waited for, and blames nobody")
    void whereThereIsNoHolderItNamesTheThing(Strands.Kind kind, Open open) throws InterruptedException {
        assertThat(timeOut(kind, open.waits)).contains("waiting for ").contains(open.wanted).doesNotContain("owned by");
    }
}
