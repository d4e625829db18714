// SPDX-License-Identifier: Apache-2.0
package dev.thrum.testing;

import dev.thrum.core.Inspector;
import dev.thrum.core.Strand;
import dev.thrum.core.VirtualClock;
import dev.thrum.coroutines.EventLoop;
import dev.thrum.coroutines.Task;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The loop of one test, from its first use until the test is over.
///
/// A thread of its own drives the loop, so that JUnit's thread can look at the time. The main task waits for the test,
/// since JUnit asks for the loop as a parameter before it gives the test away.
final class LoopOfTest implements AutoCloseable {

    //    NEW --loop(), run()--> WAITING --run()--> TESTING --the test ends--> the loop ends
    //                              |                  |
    //                              |                  +--the limit--> cancelled; left alone after PATIENCE
    //                              +--close()--> the loop ends
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    /// A test.
    @FunctionalInterface
    interface Body {
        void run() throws Throwable;
    }

    private final String name;
    private final Settings settings;
    private final @Nullable VirtualClock clock;
    private final Thread driver;
    private final CompletableFuture<EventLoop> loop = new CompletableFuture<>();
    private final CompletableFuture<Body> body = new CompletableFuture<>();

    /// Whether it does not end. Touched by JUnit's thread only.
    private boolean isLeftAlone;

    /// What the test has thrown, or the loop; written before the driver ends.
    private volatile @Nullable Throwable failure;

    LoopOfTest(String name, Settings settings) {
        this.name = "test " + name;
        this.settings = settings;
        this.clock = settings.isVirtual() ? new VirtualClock() : null;
        this.driver = Thread.ofPlatform().daemon().name("drives " + this.name).unstarted(this::drive);
    }

    @Nullable VirtualClock clock() {
        return clock;
    }

    EventLoop loop() {
        start();
        return loop.join();
    }

    private synchronized void start() {
        if (driver.getState() == Thread.State.NEW) {
            driver.start();
        }
    }

    /// Runs the test. Blocks JUnit's thread until it has ended, or the limit is reached. If that thread is interrupted, as
    /// by JUnit's own time-outs, the test is cancelled as well.
    void run(Body test) throws Throwable {
        start();
        body.complete(test);
        boolean isInTime;
        try {
            isInTime = hasEndedInTime();
        } catch (InterruptedException e) {
            cancel();
            throw e;
        }
        if (!isInTime) {
            AssertionError late = tooLate();
            cancel();
            if (isLeftAlone) {
                late.addSuppressed(new Note("It does not end after it was cancelled, either; its threads go on"));
            }
            throw noted(late);
        }
        Throwable thrown = failure;
        if (thrown != null) {
            throw noted(thrown);
        }
    }

    private boolean hasEndedInTime() throws InterruptedException {
        if (settings.limit().isZero()) {
            driver.join();
            return true;
        }
        return driver.join(settings.limit());
    }

    /// Cancels the main task.
    private void cancel() throws InterruptedException {
        driver.interrupt();
        isLeftAlone = !driver.join(PATIENCE);
    }

    private AssertionError tooLate() {
        return new AssertionError("\"" + name + "\" has not ended after " + settings.limit() + " of real time"
                + (clock == null ? "" : " (it is " + clock.elapsed() + " on its virtual clock)")
                + ". Who waits for what:\n" + Inspector.snapshot().toText());
    }

    private Throwable noted(Throwable thrown) {
        Long seed = settings.seed();
        if (seed != null) {
            thrown.addSuppressed(new Note("The order of the tasks was that of seed " + seed + ". To repeat it: @Seed(" + seed
                    + "L), or -Dthrum.testing.seed=" + seed));
        }
        return thrown;
    }

    /// The end of a test that was never run, since something before it has failed.
    @Override
    public void close() {
        body.complete(() -> {});
        try {
            if (!isLeftAlone) {
                driver.join(PATIENCE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // it ends by itself
        }
    }

    // ------------------------------------------------------------------------------------------------- the driver

    private void drive() {
        try {
            EventLoop.Builder builder = EventLoop.builder().name(name).sigint(false);
            if (clock != null) {
                builder.clock(clock);
            }
            Long seed = settings.seed();
            if (seed != null) {
                Random random = new Random(seed);
                builder.order(ready -> ready == 1 ? 0 : random.nextInt(ready));
            }
            builder.run(this::main);
        } catch (Throwable e) {
            failure = e;
            loop.completeExceptionally(e);
        }
    }

    private EventLoop main() throws Exception {
        EventLoop mine = EventLoop.current();
        loop.complete(mine);
        Body test = body.isDone() ? body.join() : EventLoop.blocking(body::get);
        try {
            test.run();
        } catch (Exception | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError("The test has thrown what is neither an Exception nor an Error", e);
        }
        if (!settings.mayLeaveTasks()) {
            refuseTasksLeftBehind(mine);
        }
        return mine;
    }

    private static void refuseTasksLeftBehind(EventLoop loop) throws InterruptedException {
        List<Task<?>> others = others(loop);
        if (!others.isEmpty()) {
            Strand.yieldNow(); // for those that are about to end
            others = others(loop);
        }
        if (!others.isEmpty()) {
            throw new AssertionError("The test has ended and left behind " + others.stream()
                    .map(Task::toString).collect(Collectors.joining(", "))
                    + ". Await them, start them in a TaskGroup, cancel them, or say @InEventLoop(mayLeaveTasks = true). "
                    + "Who waits for what:\n" + Inspector.snapshot().toText());
        }
    }

    private static List<Task<?>> others(EventLoop loop) {
        Task<?> me = EventLoop.currentTask();
        return loop.tasks().stream().filter(task -> task != me).toList();
    }

    /// Something to be read beside a failure.
    private static final class Note extends Exception {
        private static final long serialVersionUID = 1L;

        Note(String text) {
            super(text, null, false, false);
        }
    }
}
