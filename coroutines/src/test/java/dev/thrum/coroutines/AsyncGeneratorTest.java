// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.thrum.core.CancelScope;
import dev.thrum.core.Strand;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

/// The ends of generators whose bodies wait, within loops; what they do before, [AsyncGeneratorPrograms] compare with
/// `asyncio`.
@ResourceLock(Resources.SYSTEM_ERR)
class AsyncGeneratorTest extends LoopTestBase {

    /// Yields 1, 2, 3, ..., and takes ten seconds to clean up, whatever is cancelled meanwhile.
    private final Generator<Integer> numbers = Generator.of("numbers", out -> {
        try {
            for (int i = 1; ; i++) {
                out.yield(i);
            }
        } finally {
            CancelScope.shielded(() -> {
                Strand.sleep(seconds(10));
                return at("closed");
            });
        }
    });

    /// Does what the cleaner does when an iterator was collected, but now.
    private static void lose(GeneratorIterator<?> iterator) {
        ((BodyIterator<?>) iterator).run().abandon();
    }

    @DisplayName("9: a cancellation while the generator is being closed does not disturb clean-up in a shield")
    @Test
    void cancelledWhileClosing() throws Exception {
        run(() -> {
            Task<Boolean> task = EventLoop.spawn(() -> {
                try (GeneratorIterator<Integer> iterator = numbers.iterator()) {
                    at("got " + iterator.next());
                }
                at("left");
                Strand.sleep(seconds(1));
                return at("never");
            });
            Strand.sleep(seconds(3));
            task.cancel("enough");
            assertThatExceptionOfType(CancellationException.class).isThrownBy(task::await);
            return at("awaited");
        });
        assertThat(trace).containsExactly("got 1 at 0", "closed at 10", "left at 10", "awaited at 10");
    }

    @DisplayName("1: what a task that is left over has open, its cancellation at the end of the loop closes")
    @Test
    void openInATaskThatIsLeftOver() throws Exception {
        run(() -> {
            EventLoop.spawn(() -> {
                try (GeneratorIterator<Integer> iterator = numbers.iterator()) {
                    iterator.next();
                    Strand.sleep(Duration.ofDays(1));
                }
                return 0;
            }).needsNoAwaiter();
            Strand.sleep(seconds(1));
            return at("main ends");
        });
        assertThat(trace).containsExactly("main ends at 1", "closed at 11");
    }

    @DisplayName("30: a generator that is half-way when its loop ends stays so, and can be pulled and closed outside")
    @Test
    void halfWayAtTheEndOfTheLoop() throws Exception {
        GeneratorIterator<Integer> iterator = run(() -> {
            GeneratorIterator<Integer> begun = Generator.<Integer>of(out -> {
                try {
                    Strand.sleep(seconds(1));
                    out.yield(1);
                    Strand.yieldNow();
                    out.yield(2);
                } finally {
                    at("closed by " + Strand.current().kind());
                }
            }).iterator();
            at("got " + begun.next());
            return begun;
        });
        assertThat(iterator.next()).isEqualTo(2);
        iterator.close();
        assertThat(trace).containsExactly("got 1 at 1", "closed by platform thread at 1");
    }

    @DisplayName("30: the clean-up of a generator that is lost runs in its loop, some time after a collection")
    @Test
    void lostAndCollected() throws Exception {
        run(() -> {
            beginAndLose();
            while (trace.isEmpty()) {
                System.gc(); // can only be asked for
                Strand.sleep(seconds(1));
            }
            return 0;
        });
        assertThat(trace).singleElement().asString().startsWith("cleaned up in test loop, true");
    }

    private void beginAndLose() {
        EventLoop loop = EventLoop.current();
        Generator.of(out -> {
            try {
                out.yield(1);
            } finally {
                Strand.sleep(seconds(5));
                at("cleaned up in " + loop + ", " + (EventLoop.current() == loop));
            }
        }).iterator().next();
    }

    @DisplayName("30: the loop waits for such a clean-up at its end, and does not cancel it; meanwhile others go on")
    @Test
    void lostBeforeTheEnd() throws Exception {
        run(() -> {
            GeneratorIterator<Integer> iterator = numbers.iterator();
            iterator.next();
            lose(iterator);
            Strand.sleep(seconds(4));
            return at("main ends");
        });
        assertThat(trace).containsExactly("main ends at 4", "closed at 10");
    }

    @DisplayName("30: if its loop has ended, a generator that is lost is cleaned up on a thread of its own")
    @Test
    void lostAfterTheEnd() throws Exception {
        BlockingQueue<Strand> strands = new LinkedBlockingQueue<>();
        GeneratorIterator<Integer> iterator = run(() -> {
            GeneratorIterator<Integer> begun = Generator.<Integer>of(out -> {
                try {
                    out.yield(1);
                } finally {
                    Strand.yieldNow();
                    strands.add(Strand.current());
                }
            }).iterator();
            begun.next();
            return begun;
        });
        lose(iterator);
        assertThat(strands.take().kind()).isEqualTo("virtual thread");
    }

    @DisplayName("30: a clean-up in the loop that fails, or yields, is logged, and the loop ends")
    @Test
    void lostAndUnruly() throws Exception {
        String log = Logged.by(() -> run(() -> {
            GeneratorIterator<Integer> careless = Generator.<Integer>of("careless", out -> {
                try {
                    out.yield(1);
                } finally {
                    Strand.sleep(seconds(1));
                    fail();
                }
            }).iterator();
            GeneratorIterator<Integer> stubborn = Generator.<Integer>of("stubborn", out -> {
                try {
                    out.yield(1);
                } finally {
                    out.yield(2);
                }
            }).iterator();
            careless.next();
            stubborn.next();
            lose(careless);
            lose(stubborn);
            return 0;
        }));
        assertThat(log).contains("careless was abandoned, and its clean-up failed").contains("the clean-up's fault")
                .contains("stubborn was abandoned").contains("ignored exit").doesNotContain("nobody retrieved");
    }

    private static void fail() {
        throw new IllegalArgumentException("the clean-up's fault");
    }
}
