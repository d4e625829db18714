// SPDX-License-Identifier: Apache-2.0
package dev.thrum.examples.eventloop;

import dev.thrum.core.CancelScope;
import dev.thrum.core.DeadlineExceededException;
import dev.thrum.core.Strand;
import dev.thrum.coroutines.EventLoop;
import dev.thrum.coroutines.Generator;
import dev.thrum.coroutines.GeneratorIterator;
import java.time.Duration;

/// `async def` with a `yield`, and `async for`: a generator whose body waits.
///
/// There is nothing new to it. The body runs on behalf of the task that pulls, so a `sleep` in it is a wait of that
/// task, and the others go on. `for` is `for`. A time-out around the loop reaches into the body.
///
/// One thing is to be known, as in Python: whoever leaves such a `for` early leaves the generator half-way. With
/// try-with-resources its clean-up runs at once, and within the task; otherwise some time later.
///
/// Try: `break` out of a `for` over the generator itself, and see when "closed" is printed.
final class AsyncGenerator {

    private Diary diary = new Diary();

    // @start region="ticks"
    private Generator<Integer> ticks() {
        return Generator.of(out -> {
            try {
                for (int i = 1; ; i++) {
                    Strand.sleep(Duration.ofSeconds(1));
                    out.yield(i);
                }
            } finally {
                diary.note("closed");
            }
        });
    }
    // @end region="ticks"

    private void takeTwo() {
        // @start region="async-for"
        try (GeneratorIterator<Integer> ticks = ticks().iterator()) {
            while (ticks.hasNext()) {
                int tick = ticks.next();
                diary.note("tick " + tick);
                if (tick == 2) {
                    break;
                }
            }
        }
        // @end region="async-for"
    }

    private void takeUntilTimeOut() throws InterruptedException {
        // @start region="async-for-timeout"
        try {
            CancelScope.timeout(Duration.ofMillis(2_500), () -> {
                for (int tick : ticks()) {
                    diary.note("tick " + tick);
                }
            });
        } catch (DeadlineExceededException e) {
            diary.note("that is enough");
        }
        // @end region="async-for-timeout"
    }

    void main() throws Exception {
        EventLoop.run(() -> {
            diary = new Diary();
            EventLoop.callLater(Duration.ofMillis(1_500), () -> diary.note("the others go on"));
            takeTwo();
            takeUntilTimeOut();
        });
    }
}
