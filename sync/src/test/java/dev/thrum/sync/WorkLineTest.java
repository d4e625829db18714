// SPDX-License-Identifier: Apache-2.0
package dev.thrum.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thrum.fixture.Strands;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// A line in front of a number of things, with one of those in it stopped at the worst moment.
class WorkLineTest {

    private final FifoQueue<Integer> queue = new FifoQueue<>();
    private final AtomicInteger things = new AtomicInteger();
    private final AtomicInteger calledInVain = new AtomicInteger();

    /// What happens when the one who was called in vain looks out.
    private Runnable meanwhile = () -> {};

    private final BooleanSupplier glance = () -> {
        if (calledInVain.compareAndSet(1, 2)) {
            meanwhile.run();
        }
        return false;
    };

    private final WorkLine line =
            new WorkLine("a thing", queue, glance, () -> things.get() > 0, () -> {});

    private @Nullable Integer take() {
        int present = things.get();
        return present > 0 && things.compareAndSet(present, present - 1) ? present : null;
    }

    /// The first try of the one who is called finds nothing, as somebody was quicker.
    private @Nullable Integer takeInVainAtFirst() {
        return calledInVain.compareAndSet(0, 1) ? null : take();
    }

    @Test
    @DisplayName("what was left to one who was called in vain, and is more than it takes, goes to the next")
    void whatIsMoreThanTheCalledOneTakesGoesToTheNext() throws InterruptedException {
        meanwhile = () -> {
            things.addAndGet(2);
            line.call(); // somebody is called: no need to call another one
        };
        Strands strands = Strands.of(Strands.Kind.PLATFORM);
        Thread first = strands.start("first", () -> line.await(this::takeInVainAtFirst, Long.MAX_VALUE));
        Strands.untilParked(first);
        Thread second = strands.start("second", () -> line.await(this::take, Long.MAX_VALUE));
        Strands.untilParked(second);
        line.call();
        strands.join();
        assertThat(things).hasValue(0);
    }
}
