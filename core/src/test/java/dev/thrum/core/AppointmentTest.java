// SPDX-License-Identifier: Apache-2.0
package dev.thrum.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thrum.fixture.Strands;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class AppointmentTest {

    private final Strands strands = Strands.tasks();
    private final Baton baton = strands.baton();
    private final List<String> trace = Collections.synchronizedList(new ArrayList<>());

    private void note(String event) {
        trace.add(event + " at " + strands.clock().elapsed().toSeconds());
    }

    private Appointment at(long seconds, String event) {
        return baton.at(Duration.ofSeconds(seconds).toNanos(), () -> note(event));
    }

    @Test
    void errandsAreDoneInTimeAndThoseOfOneTimeInOrder() throws InterruptedException {
        at(2, "set before anybody ran");
        strands.start("task", () -> {
            at(3, "late");
            at(1, "first");
            at(1, "second");
            at(1, "cancelled").cancel();
            Strand.sleep(Duration.ofSeconds(5));
            at(4, "past");
            Strand.yieldNow();
            note("task ends");
        });
        strands.drive();
        assertThat(trace).containsExactly("first at 1", "second at 1", "set before anybody ran at 2", "late at 3", "past at 5",
                "task ends at 5");
    }

    @Test
    void anErrandMayForkAStrand() throws InterruptedException {
        strands.start("task", () -> {
            for (int i = 1; i <= 3; i++) {
                baton.at(Duration.ofSeconds(i).toNanos(), () -> strands.start("forked", () -> note("forked")));
            }
            Strand.sleep(Duration.ofSeconds(10));
        });
        strands.drive();
        assertThat(trace).containsExactly("forked at 1", "forked at 2", "forked at 3");
    }

    @Test
    void whenAllStrandsHaveEndedNobodyWaitsForAnAppointment() throws InterruptedException {
        strands.start("task", () -> at(10, "never"));
        strands.drive();
        assertThat(trace).isEmpty();
        assertThat(strands.clock().elapsed()).isZero();
    }

    @Test
    void otherThreadsMakeAndCancelThemInRealTime() throws InterruptedException {
        Baton real = Baton.inRealTime("real");
        CountDownLatch done = new CountDownLatch(1);
        real.fork("idle", () -> {
            WaitQueue queue = new WaitQueue(new Resource() {});
            Waiter waiter = queue.enqueue();
            real.at(Long.MAX_VALUE - 1, () -> trace.add("never")).cancel();
            Thread.ofPlatform().start(() -> {
                real.at(real.deadlineAfter(Duration.ofDays(1)), () -> trace.add("never")).cancel();
                real.at(real.deadlineAfter(Duration.ofMillis(1)), () -> {
                    trace.add("kept");
                    done.countDown();
                    queue.grantAll();
                });
            });
            queue.awaitUninterruptibly(waiter);
        });
        real.drive();
        done.await();
        assertThat(trace).containsExactly("kept");
    }
}
