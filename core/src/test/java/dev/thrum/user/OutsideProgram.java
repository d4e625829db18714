// SPDX-License-Identifier: Apache-2.0
package dev.thrum.user;

import dev.thrum.core.Baton;
import dev.thrum.core.Resource;
import dev.thrum.core.Scheduler;
import dev.thrum.core.Strand;
import dev.thrum.core.WaitQueue;
import dev.thrum.fixture.Strands;
import java.time.Duration;

/// Run by [FromOutsideTest] in a JVM of its own, until its input ends.
final class OutsideProgram {

    private record Bell(String name) implements Resource {}

    private OutsideProgram() {}

    static void main(String[] arguments) throws Exception {
        Baton baton = Baton.inRealTime("looked at");
        WaitQueue queue = new WaitQueue(new Bell("the bell"));
        Strands.untilParked(baton.fork("waits", () -> {
            try {
                queue.await(queue.enqueue(), Scheduler.NEVER);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }).home());
        Strands.untilParked(baton.fork("sleeper", () -> {
            try {
                Strand.sleep(Duration.ofDays(1));
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }).home());
        IO.println("ready");
        while (System.in.read() >= 0) {
            IO.println("still there");
        }
    }
}
