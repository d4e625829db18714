// SPDX-License-Identifier: Apache-2.0
package dev.thrum.soak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.thrum.coroutines.EventLoop;
import dev.thrum.coroutines.Logged;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

/// A whole loop, for some seconds; with `-Pstress` for ten minutes, with `-Dsoak=PT1M` for one. `-Dsoak.seed` repeats the
/// choices of a run, though not its timing.
@Tag("one-carrier")
@ResourceLock(Resources.SYSTEM_ERR)
class LoopSoakTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int POPULATION = 10_000;

    @Test
    @DisplayName("1 to 31: ten thousand tasks that fail and are cancelled and timed out all end, and nothing is lost or left")
    void everythingAddsUp() throws InterruptedException {
        String seed = System.getProperty("thrum.soak.seed", "random");
        Ledger ledger = new Ledger();
        Sleeping sleeping = new Sleeping();
        String report = new LoopSoak("soaked loop",
                seed.equals("random") ? System.nanoTime() : Long.parseLong(seed),
                Duration.parse(System.getProperty("thrum.soak", "PT2S")), PATIENCE, POPULATION, ledger,
                List.of(sleeping, new Grouping(ledger, sleeping), new Gathering(ledger, sleeping), new Queueing(),
                        new Locking(), new Calling(), new GoingOutside(), new Generating()),
                new Pairing(ledger)).run();
        System.out.println(report);
        assertThat(report).contains("seed");
    }

    /// What tasks that are cut short have to say is logged, and of no interest.
    private static AbstractThrowableAssert<?, ? extends Throwable> assertThatFails(LoopSoak soak) throws Exception {
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Logged.by(() -> failure.set(catchThrowable(soak::run)));
        return assertThat(failure.get()).isInstanceOf(AssertionError.class);
    }

    private static LoopSoak canary(Ledger ledger, Deed deed) {
        return new LoopSoak("canary", 1, Duration.ofMillis(200), Duration.ofSeconds(3), 200, ledger,
                List.of(new Sleeping(), deed), new Pairing(ledger));
    }

    @Test
    @DisplayName("canary: a task of which body and loop tell different ends is noticed")
    void aWrongEndIsNoticed() throws Exception {
        assertThatFails(canary(new Ledger() {
            private int calls;

            @Override
            void returned() {
                if (++calls != 100) {
                    super.returned();
                }
            }
        }, new Sleeping())).hasMessageContaining("Seed 1")
                .cause().hasMessageContaining("tasks that have succeeded");
    }

    @Test
    @DisplayName("canary: an item that gets lost on its way is missed")
    void aLostItemIsMissed() throws Exception {
        assertThatFails(canary(new Ledger(), new Queueing() {
            @Override
            boolean offer(long item, Random random) throws InterruptedException {
                return item == 100 || super.offer(item, random);
            }
        })).cause().hasMessageContaining("items taken");
    }

    @Test
    @DisplayName("canary: a callback that is still to come is missed")
    void aCallbackToComeIsMissed() throws Exception {
        assertThatFails(canary(new Ledger(), new Calling() {
            private final AtomicInteger calls = new AtomicInteger();

            @Override
            Duration delay(EventLoop loop, Random random) {
                return calls.incrementAndGet() >= 10 ? Duration.ofDays(1) : super.delay(loop, random);
            }
        })).hasMessageContaining("does not come to rest");
    }

    @Test
    @DisplayName("canary: a timer that is left behind is found")
    void aTimerLeftBehindIsFound() throws Exception {
        assertThatFails(canary(new Ledger(), new Calling() {
            private final AtomicInteger calls = new AtomicInteger();

            @Override
            Duration delay(EventLoop loop, Random random) {
                if (calls.incrementAndGet() == 10) {
                    loop.callLaterThreadSafe(Duration.ofDays(1), () -> {});
                }
                return super.delay(loop, random);
            }
        })).cause().hasMessageContaining("timers left behind");
    }

    @Test
    @DisplayName("canary: a task that waits for ever is found, though all those that can be cancelled are")
    void aTaskThatHangsIsFound() throws Exception {
        Ledger ledger = new Ledger();
        assertThatFails(new LoopSoak("canary", 1, Duration.ofMillis(200), Duration.ofSeconds(3), 200, ledger,
                List.of(new Sleeping()), new Deed() {
                    private int calls;

                    @Override
                    public void run(Random random) throws Exception {
                        if (++calls == 3) {
                            EventLoop.await(new CompletableFuture<>());
                        }
                    }

                    @Override
                    public void check() {}
                }))
                .hasMessageContainingAll("does not come to rest", "the completion of");
    }
}
