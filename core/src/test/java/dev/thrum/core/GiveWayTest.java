// SPDX-License-Identifier: Apache-2.0
package dev.thrum.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thrum.fixture.Strands;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// The point of fairness that primitives call.
class GiveWayTest {

    private final Strands strands = Strands.tasks();
    private final Baton baton = strands.baton();
    private final List<String> trace = new ArrayList<>();

    @Test
    @DisplayName("25: who gives way lets everybody run who is ready, once")
    void othersRun() throws InterruptedException {
        strands.start("main", () -> {
            strands.start("ready", () -> {
                trace.add("ready");
                Strand.yieldNow();
                trace.add("ready again");
            });
            Thread.ofPlatform().start(() -> strands.start("from outside", () -> trace.add("from outside"))).join();
            baton.at(baton.nanoTime(), () -> trace.add("appointment"));
            Strand.giveWay();
            trace.add("main");
        });
        strands.drive();
        assertThat(trace).containsExactly("appointment", "ready", "from outside", "main", "ready again");
    }

    @Test
    @DisplayName("25: an appointment that is due, or one who comes from outside, is reason enough to give way")
    void anyReason() throws InterruptedException {
        strands.start("main", () -> {
            baton.at(baton.nanoTime(), () -> trace.add("appointment"));
            Strand.giveWay();
            assertThat(trace).containsExactly("appointment");
            Thread.ofPlatform().start(() -> strands.start("from outside", () -> trace.add("from outside"))).join();
            Strand.giveWay();
            assertThat(trace).containsExactly("appointment", "from outside");
        });
        strands.drive();
    }

    @Test
    @DisplayName("25: who gives way where nobody waits goes on at once, without a switch")
    void nobodyElse() throws InterruptedException {
        strands.start("main", () -> {
            baton.at(baton.nanoTime() + 1, () -> trace.add("later"));
            int step = baton.step();
            Strand.giveWay();
            assertThat(baton.step()).isEqualTo(step);
            assertThat(trace).isEmpty();
        });
        strands.drive();
    }

    @Test
    @DisplayName("25: who is outside, or no task at all, has nobody to give way to")
    void outside() throws InterruptedException {
        Strand.giveWay();
        CountDownLatch isHeld = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        strands.start("main", () -> {
            strands.start("holder", () -> {
                isHeld.countDown();
                goOn.await();
                trace.add("holder");
            });
            strands.start("ready", () -> trace.add("ready"));
            baton.outside(() -> {
                isHeld.await();
                Strand.giveWay();
                assertThat(trace).as("what others have done, one of whom is ready").isEmpty();
                goOn.countDown();
                return 1;
            });
        });
        strands.drive();
        assertThat(trace).containsExactly("holder", "ready");
    }

    @Test
    @DisplayName("25: to give way is no point of cancellation")
    void noPointOfCancellation() throws InterruptedException {
        strands.start("main", () -> {
            strands.start("ready", () -> trace.add("ready"));
            new CancelScope("scope").run(() -> {
                CancelScope.current().cancel("on purpose");
                Thread.currentThread().interrupt();
                Strand.giveWay();
                assertThat(trace).containsExactly("ready");
                assertThat(Thread.interrupted()).as("still interrupted").isTrue();
            });
        });
        strands.drive();
    }
}
