// SPDX-License-Identifier: Apache-2.0
package dev.thrum.user;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thrum.core.Action;
import dev.thrum.core.Inspector;
import dev.thrum.fixture.Strands;
import dev.thrum.sync.Barrier;
import dev.thrum.sync.BoundedSemaphore;
import dev.thrum.sync.Channel;
import dev.thrum.sync.Condition;
import dev.thrum.sync.CountingSemaphore;
import dev.thrum.sync.Event;
import dev.thrum.sync.FifoQueue;
import dev.thrum.sync.LifoQueue;
import dev.thrum.sync.Mutex;
import dev.thrum.sync.ReadWriteMutex;
import dev.thrum.sync.ReentrantMutex;
import dev.thrum.sync.StablePriorityQueue;
import dev.thrum.sync.WorkQueue;
import dev.thrum.sync.WriteLock;
import java.io.IOException;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Every primitive shows its name and its figures. Looks from a package of its own, so that places in the user's code
/// are shown.
class PrimitivesInInspectorTest {

    /// A primitive that somebody has taken, filled or used up, so that the next one has to wait.
    ///
    /// @param shown the primitive
    /// @param name its name in dumps
    /// @param state its figures while one strand waits
    /// @param isOwned whether the thread that has made this owns it
    /// @param waits what the next one does
    /// @param wanted the name of what that one waits for
    /// @param release ends the wait
    private record Taken(Inspector.Source shown, String name, String state, boolean isOwned,
            Action<?> waits, String wanted, Action<?> release) {}

    private enum Primitive {
        MUTEX(Mutex.class, PrimitivesInInspectorTest::mutex),
        REENTRANT_MUTEX(ReentrantMutex.class, PrimitivesInInspectorTest::reentrantMutex),
        READ_WRITE_MUTEX(ReadWriteMutex.class, PrimitivesInInspectorTest::readWriteMutex),
        CONDITION(Condition.class, PrimitivesInInspectorTest::condition),
        COUNTING_SEMAPHORE(CountingSemaphore.class, PrimitivesInInspectorTest::countingSemaphore),
        BOUNDED_SEMAPHORE(BoundedSemaphore.class, PrimitivesInInspectorTest::boundedSemaphore),
        BARRIER(Barrier.class, PrimitivesInInspectorTest::barrier),
        EVENT(Event.class, PrimitivesInInspectorTest::event),
        CHANNEL(Channel.class, PrimitivesInInspectorTest::channel),
        FIFO_QUEUE(FifoQueue.class, () -> queue(FifoQueue.named(it, 2))),
        LIFO_QUEUE(LifoQueue.class, () -> queue(LifoQueue.named(it, 2))),
        PRIORITY_QUEUE(StablePriorityQueue.class,
                () -> queue(StablePriorityQueue.named(it, 2, Comparator.naturalOrder())));

        private final Class<?> type;
        private final Supplier<Taken> maker;

        Primitive(Class<?> type, Supplier<Taken> maker) {
            this.type = type;
            this.maker = maker;
        }
    }

    private static final AtomicInteger NUMBERS = new AtomicInteger();

    /// The name of the primitive under test, never used before: those of earlier tests may still be shown.
    private static String it = "";

    private static String called(String type) {
        return type + " \"" + it + "\"";
    }

    private static Taken mutex() {
        Mutex mutex = Mutex.named(it);
        mutex.tryLock();
        return new Taken(mutex, called("Mutex"), "locked, 1 waiting", true,
                () -> mutex.locked(mutex::isLocked), called("Mutex"), mutex::unlock);
    }

    private static Taken reentrantMutex() {
        ReentrantMutex mutex = ReentrantMutex.named(it);
        mutex.lock();
        mutex.lock();
        return new Taken(mutex, called("ReentrantMutex"), "2 times locked, 1 waiting", true,
                () -> mutex.locked(mutex::isLocked), called("ReentrantMutex"), () -> {
                    mutex.unlock();
                    mutex.unlock();
                });
    }

    private static Taken readWriteMutex() {
        ReadWriteMutex mutex = ReadWriteMutex.named(it);
        mutex.writeLock().lock();
        return new Taken(mutex, called("ReadWriteMutex"), "written, 1 waiting", true,
                () -> mutex.writeLock().locked(mutex::name), called("ReadWriteMutex"), mutex.writeLock()::unlock);
    }

    private static Taken condition() {
        ReentrantMutex mutex = ReentrantMutex.named("its mutex");
        Condition condition = mutex.newCondition(it);
        String name = called("Condition") + " of ReentrantMutex \"its mutex\"";
        return new Taken(condition, name, "mutex free, 1 waiting", false,
                () -> mutex.locked(() -> {
                    condition.await();
                    return condition;
                }), name, () -> {
                    mutex.lock();
                    condition.signal();
                    mutex.unlock();
                });
    }

    private static Taken countingSemaphore() {
        CountingSemaphore semaphore = CountingSemaphore.named(it, 2);
        semaphore.tryAcquire();
        return new Taken(semaphore, called("CountingSemaphore"), "1 free, 1 waiting", false,
                () -> semaphore.acquire(2), called("CountingSemaphore"), semaphore::release);
    }

    private static Taken boundedSemaphore() {
        BoundedSemaphore semaphore = BoundedSemaphore.named(it, 1);
        semaphore.tryAcquire();
        return new Taken(semaphore, called("BoundedSemaphore"), "0 of 1 free, 1 waiting", false,
                () -> semaphore.acquire(), called("BoundedSemaphore"), semaphore::release);
    }

    private static Taken barrier() {
        Barrier barrier = Barrier.named(it, 2);
        return new Taken(barrier, called("Barrier"), "1 of 2 arrived, 1 waiting", false,
                () -> barrier.await(), called("Barrier"), barrier::await);
    }

    private static Taken event() {
        Event event = Event.named(it);
        return new Taken(event, called("Event"), "clear, 1 waiting", false,
                () -> event.await(), called("Event"), event::set);
    }

    private static Taken channel() {
        Channel<Integer> channel = Channel.buffered(it, 1);
        channel.trySend(1);
        return new Taken(channel, called("Channel"), "1 of 1 items, 1 sending, 0 receiving", false,
                () -> channel.send(2), "room in " + called("Channel"), channel::receive);
    }

    private static Taken queue(WorkQueue<Integer> queue) {
        queue.addAll(List.of(1, 2));
        String name = called(queue.getClass().getSimpleName());
        return new Taken(queue, name, "2 of 2 elements, 0 in hand, 1 putting, 0 taking, 0 joining", false,
                () -> queue.put(3), "space in " + name, queue::take);
    }

    static Stream<Arguments> primitivesAndKinds() {
        return Stream.of(Primitive.values()).flatMap(primitive ->
                Stream.of(Strands.Kind.values()).map(kind -> Arguments.of(primitive, kind)));
    }

    @ParameterizedTest
    @MethodSource("primitivesAndKinds")
    @DisplayName("21: a primitive shows its name, its figures, its holder and since when, in text and JSON")
    void aPrimitiveShowsItsNameAndItsFigures(Primitive primitive, Strands.Kind kind) throws Exception {
        it = "it " + NUMBERS.incrementAndGet();
        Taken taken = primitive.maker.get();
        Strands strands = Strands.of(kind);
        Thread waits = strands.start("Ada", taken.waits());
        Strands.until("Ada waits", () -> taken.shown().inspect().facts().get("state").equals(taken.state()));
        Strands.untilParked(waits);
        Inspector.Snapshot snapshot = Inspector.snapshot();
        taken.release().run();
        strands.join();

        Inspector.Node node = snapshot.roots().stream()
                .filter(root -> root.kind().equals(primitive.type.getSimpleName()) && root.name().equals(taken.name()))
                .findFirst().orElseThrow(() -> new AssertionError(taken.name() + " is not in\n" + snapshot));
        assertThat(node.facts()).containsEntry("state", taken.state());
        if (taken.isOwned()) {
            assertThat(node.facts()).containsEntry("owner", Thread.currentThread().getName());
            assertThat(node.facts().get("owner's acquisition")).contains("PrimitivesInInspectorTest.java", " ago");
        } else {
            assertThat(node.facts()).containsOnlyKeys("state");
        }
        Inspector.Node strand = snapshot.roots().stream().filter(root -> root.name().endsWith("\"Ada\"")).findFirst()
                .orElseThrow(() -> new AssertionError("Ada is not in\n" + snapshot));
        assertThat(strand.facts()).containsEntry("waits for", taken.wanted()).containsKey("for");
        assertThat(strand.facts().get("at")).contains("PrimitivesInInspectorTest.java");

        for (Inspector.Node shown : List.of(node, strand)) {
            Inspector.Snapshot alone = new Inspector.Snapshot(List.of(shown));
            String json = alone.toJson();
            assertThat(snapshot.toJson()).contains(json.substring(1, json.length() - 1));
            assertThat(snapshot.toText()).contains(alone.toText());
        }
    }

    @Test
    @DisplayName("21: while a barrier's action runs, its runner is who holds up the others")
    void aBarrierShowsWhoRunsItsAction() throws InterruptedException {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        Barrier barrier = Barrier.named("acts", 1, () -> {
            running.countDown();
            try {
                end.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        Strands strands = Strands.of(Strands.Kind.VIRTUAL);
        Thread acts = strands.start("actor", barrier::await);
        running.await();
        Strands.untilParked(acts);
        Inspector.Node node = barrier.inspect();
        end.countDown();
        strands.join();
        assertThat(node.facts()).containsEntry("owner", "actor").containsEntry("state", "1 of 1 arrived, 0 waiting");
        assertThat(node.facts().get("owner stands at")).contains("PrimitivesInInspectorTest.java");
    }

    @Test
    @DisplayName("21: this test knows every primitive there is")
    void noPrimitiveIsLeftOut() throws IOException, ClassNotFoundException {
        Path classes = Path.of("target/classes");
        List<Path> files;
        try (Stream<Path> all = Files.walk(classes)) {
            files = all.filter(file -> file.toString().endsWith(".class")
                    && !file.toString().contains("$") && !file.endsWith("module-info.class")).toList();
        }
        assertThat(files).hasSizeGreaterThan(10);
        for (Path file : files) {
            String name = classes.relativize(file).toString().replace('/', '.').replaceAll("\\.class$", "");
            Class<?> type = Class.forName(name);
            int modifiers = type.getModifiers();
            boolean isPrimitive = Inspector.Source.class.isAssignableFrom(type)
                    && Modifier.isPublic(modifiers)
                    && type != WriteLock.class // one side of a ReadWriteMutex, and shown as that
                    && !Modifier.isAbstract(modifiers);
            if (isPrimitive) {
                assertThat(Primitive.values()).as("add %s to the primitives of this test", type.getSimpleName())
                        .anyMatch(primitive -> primitive.type == type);
            }
        }
    }
}
