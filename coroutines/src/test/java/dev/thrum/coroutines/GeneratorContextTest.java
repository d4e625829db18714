// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.thrum.core.Baton;
import dev.thrum.core.CancelScope;
import dev.thrum.core.DeadlineExceededException;
import dev.thrum.core.Resource;
import dev.thrum.core.Scheduler;
import dev.thrum.core.Strand;
import dev.thrum.core.VirtualClock;
import dev.thrum.core.WaitQueue;
import dev.thrum.core.Waiter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GeneratorContextTest {

    private static final ScopedValue<String> SCOPED = ScopedValue.newInstance();
    private static final ThreadLocal<String> LOCAL = new ThreadLocal<>();
    private static final InheritableThreadLocal<String> INHERITED = new InheritableThreadLocal<>();
    private static final Duration DAY = Duration.ofDays(1);

    // ------------------------------------------------------------------------------------ 33: scoped values, thread locals

    @DisplayName("33: a scoped value bound around a yield is not seen by the consumer")
    @ParameterizedTest
    @EnumSource
    void bindingsOfTheBodyStayInside(ConsumerThread consumer) throws Throwable {
        consumer.run(() -> {
            GeneratorIterator<String> items = Generator.<String>of(out -> ScopedValue.where(SCOPED, "body").run(() -> {
                out.yield(SCOPED.get());
                out.yield(SCOPED.get());
            })).iterator();
            assertThat(items.next()).isEqualTo("body");
            assertThat(SCOPED.isBound()).isFalse();
            ScopedValue.where(SCOPED, "consumer").run(() -> {
                assertThat(items.next()).isEqualTo("body");
                assertThat(SCOPED.get()).isEqualTo("consumer");
            });
        });
    }

    @DisplayName("33: a scoped value bound around a pull is not seen by the body")
    @ParameterizedTest
    @EnumSource
    void bindingsOfTheConsumerStayOutside(ConsumerThread consumer) throws Throwable {
        consumer.run(() -> {
            GeneratorIterator<String> items = Generator.<String>of(out -> {
                while (true) {
                    out.yield(SCOPED.orElse("none"));
                }
            }).iterator();
            ScopedValue.where(SCOPED, "consumer").run(() -> assertThat(items.next()).isEqualTo("none"));
            assertThat(items.next()).isEqualTo("none");
            ScopedValue.where(SCOPED, "consumer").run(() -> assertThat(items.next()).isEqualTo("none"));
        });
    }

    @DisplayName("34: a body has thread locals of its own, and inheritable ones as they were at the first pull")
    @ParameterizedTest
    @EnumSource
    void threadLocalsBelongToTheBody(ConsumerThread consumer) throws Throwable {
        consumer.run(() -> {
            LOCAL.set("consumer");
            INHERITED.set("first");
            GeneratorIterator<String> items = Generator.<String>of(out -> {
                while (true) {
                    out.yield(LOCAL.get() + " " + INHERITED.get());
                    LOCAL.set("body");
                }
            }).iterator();
            INHERITED.set("second");
            assertThat(items.next()).isEqualTo("null second");
            INHERITED.set("third");
            assertThat(items.next()).isEqualTo("body second");
            assertThat(LOCAL.get()).isEqualTo("consumer");
        });
    }

    // -------------------------------------------------------------------------------------------------- 34: interrupts

    @DisplayName("34: an interrupt before or during a pull is kept, and the sequence goes on")
    @ParameterizedTest
    @EnumSource
    void keepsInterrupts(ConsumerThread consumer) throws Throwable {
        BlockingQueue<CountDownLatch> pulls = new LinkedBlockingQueue<>();
        ConsumerThread.Running running = consumer.start(() -> {
            GeneratorIterator<Integer> items = Generator.<Integer>of(out -> {
                out.yield(1);
                CountDownLatch interrupted = new CountDownLatch(1);
                pulls.add(interrupted);
                awaitUninterruptibly(interrupted);
                out.yield(2);
                out.yield(Thread.currentThread().isInterrupted() ? 3 : 0);
            }).iterator();
            Thread.currentThread().interrupt();
            assertThat(items.next()).isEqualTo(1);
            assertThat(Thread.interrupted()).isTrue();

            assertThat(items.next()).isEqualTo(2);
            assertThat(Thread.currentThread().isInterrupted()).isTrue();

            assertThat(items.next()).isEqualTo(3);
            assertThat(items.hasNext()).isFalse();
            assertThat(Thread.currentThread().isInterrupted()).isTrue();
        });
        CountDownLatch pull = pulls.take();
        running.thread().interrupt();
        pull.countDown();
        running.join();
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        boolean interrupted = false;
        while (true) {
            try {
                latch.await();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @DisplayName("34: an interrupt during a pull ends what the body waits for")
    @ParameterizedTest
    @EnumSource
    void passesInterruptsOnToTheWaitingBody(ConsumerThread consumer) throws Throwable {
        CountDownLatch inBody = new CountDownLatch(1);
        AtomicReference<Throwable> inside = new AtomicReference<>();
        ConsumerThread.Running running = consumer.start(() -> {
            GeneratorIterator<Integer> items = Generator.<Integer>of(out -> {
                inBody.countDown();
                inside.set(catchThrowable(() -> Thread.sleep(DAY)));
                out.yield(1);
                Strand.sleep(DAY);
            }).iterator();
            assertThat(items.next()).isEqualTo(1);
            assertThat(inside.get()).isInstanceOf(InterruptedException.class);
            assertThat(Thread.currentThread().isInterrupted()).isTrue();
            assertThatExceptionOfType(InterruptedException.class).isThrownBy(items::next);
            assertThat(Thread.currentThread().isInterrupted()).isTrue();
        });
        inBody.await();
        running.thread().interrupt();
        running.join();
    }

    @DisplayName("34: an interrupt that a body leaves behind, or sets, arrives at the consumer and does not come back later")
    @ParameterizedTest
    @EnumSource
    void bodysInterruptTravelsToTheConsumer(ConsumerThread consumer) throws Throwable {
        consumer.run(() -> {
            GeneratorIterator<Boolean> items = Generator.<Boolean>of(out -> {
                Thread.currentThread().interrupt();
                out.yield(true);
                out.yield(Thread.currentThread().isInterrupted());
            }).iterator();
            items.next();
            assertThat(Thread.interrupted()).isTrue();
            assertThat(items.next()).isFalse();
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
        });
    }

    // ---------------------------------------------------------------------------------------------------- 35: blocking

    @DisplayName("35: a body may block in JDK calls, also while it holds a monitor across a yield")
    @ParameterizedTest
    @EnumSource
    void mayBlock(ConsumerThread consumer) throws Throwable {
        consumer.run(() -> {
            BlockingQueue<Integer> queue = new LinkedBlockingQueue<>();
            Object monitor = new Object();
            GeneratorIterator<Integer> items = Generator.<Integer>of(out -> {
                synchronized (monitor) {
                    out.yield(0);
                    while (true) {
                        out.yield(queue.take());
                    }
                }
            }).iterator();
            assertThat(items.next()).isZero();
            Thread producer = Thread.startVirtualThread(() -> queue.addAll(List.of(1, 2)));
            assertThat(items.next()).isEqualTo(1);
            assertThat(items.next()).isEqualTo(2);
            producer.join();
            items.close();
            synchronized (monitor) {
                assertThat(items.state()).isEqualTo(BodyState.CLOSED);
            }
        });
    }

    @DisplayName("35: a pull that goes on for ever does not keep other virtual threads from running")
    @Test
    void letsOtherVirtualThreadsRun() throws Throwable {
        AtomicBoolean stop = new AtomicBoolean();
        ConsumerThread.VIRTUAL.run(() -> {
            GeneratorIterator<Integer> items = Generator.<Integer>of(out -> {
                while (true) {
                    out.yield(1);
                }
            }).iterator();
            for (int i = 0; !stop.get(); i++) {
                items.next();
                if (i == 20_000) { // by now the two spin, if there are two carriers
                    Thread.startVirtualThread(() -> stop.set(true));
                }
            }
            items.close();
        });
    }

    @DisplayName("35: a wait in the body is a wait of the consumer's strand, with the consumer's time-out")
    @ParameterizedTest
    @EnumSource
    void waitsAsItsConsumer(ConsumerThread consumer) throws Throwable {
        consumer.run(() -> {
            Strand puller = Strand.current();
            List<Strand> strands = new ArrayList<>();
            GeneratorIterator<Integer> items = Generator.<Integer>of(out -> {
                strands.add(Strand.current());
                out.yield(1);
                strands.add(Strand.current());
                Strand.sleep(DAY);
            }).iterator();
            ConsumerThread.VIRTUAL.run(items::next);
            assertThatExceptionOfType(DeadlineExceededException.class)
                    .isThrownBy(() -> CancelScope.timeout(Duration.ofMillis(1), items::next));
            assertThat(strands.getFirst()).isNotSameAs(puller);
            assertThat(strands.getLast()).isSameAs(puller);
            assertThat(puller.carrier()).isSameAs(Thread.currentThread());
            assertThat(items.hasNext()).isFalse();
        });
    }

    @DisplayName("35: while the body of one task waits, the other tasks of the loop go on")
    @Test
    void letsTheLoopGoOn() throws Exception {
        VirtualClock clock = new VirtualClock();
        Baton loop = Baton.inVirtualTime("loop", clock, Baton.FIRST_COME);
        List<String> log = new ArrayList<>();
        Gate gate = new Gate();
        Runnable puller = () -> {
            GeneratorIterator<String> items = Generator.<String>of(out -> {
                Strand.sleep(Duration.ofSeconds(10));
                out.yield("slept");
                gate.await();
                out.yield("passed the gate");
            }).iterator();
            log.add(items.next() + " until " + clock.elapsed());
            log.add(items.next());
        };
        Runnable other = () -> catchThrowable(() -> {
            Strand.sleep(Duration.ofSeconds(5));
            log.add("other after " + clock.elapsed());
            Strand.sleep(Duration.ofSeconds(10));
            log.add("other opens the gate");
            gate.open();
        });
        loop.fork("main", () -> {
            loop.fork("puller", puller);
            loop.fork("other", other);
        });
        loop.drive();
        assertThat(log).containsExactly("other after PT5S", "slept until PT10S", "other opens the gate", "passed the gate");
    }

    @DisplayName("35: a strand in real time, likewise, and two tasks pull one generator in turn")
    @Test
    void isSharedByTasks() throws Exception {
        Baton loop = Baton.inRealTime("loop");
        List<String> log = new ArrayList<>();
        GeneratorIterator<String> items = Generator.<String>of(out -> {
            while (true) {
                Strand.yieldNow();
                out.yield(Strand.current().name());
            }
        }).iterator();
        for (String name : List.of("a", "b")) {
            loop.fork(name, () -> {
                for (int i = 0; i < 3; i++) {
                    String item = pullWhenFree(items);
                    log.add(name + " got " + item);
                }
            });
        }
        loop.drive();
        assertThat(log).hasSize(6).containsOnly("a got a", "b got b");
    }

    private static <T> T pullWhenFree(GeneratorIterator<T> items) {
        while (true) {
            try {
                return items.next();
            } catch (IllegalStateException busy) {
                Scheduler.current().yieldNow();
            }
        }
    }

    /// The simplest thing of this library to wait for.
    private static final class Gate implements Resource {
        private final WaitQueue queue = new WaitQueue(this);
        private volatile boolean isOpen;

        void await() throws InterruptedException {
            Waiter waiter = queue.enqueue();
            if (!isOpen || !queue.withdraw(waiter)) {
                queue.await(waiter, Scheduler.NEVER);
            }
        }

        void open() {
            isOpen = true;
            queue.grantAll();
        }
    }
}
