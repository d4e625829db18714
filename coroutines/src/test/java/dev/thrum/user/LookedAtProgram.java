// SPDX-License-Identifier: Apache-2.0
package dev.thrum.user;

import dev.thrum.core.Strand;
import dev.thrum.coroutines.EventLoop;
import dev.thrum.coroutines.Task;
import java.time.Duration;

/// Run by [TaskTreeByJcmdTest] in a JVM of its own, until its input ends.
final class LookedAtProgram {

    private LookedAtProgram() {}

    static void main(String[] arguments) throws Exception {
        EventLoop.builder().name("looked at").run(() -> {
            Task<Integer> sleeper = EventLoop.spawn("sleeper", () -> {
                Strand.sleep(Duration.ofDays(1));
                return 0;
            });
            EventLoop.spawn("waits", () -> {
                sleeper.await();
                return 0;
            });
            Strand.yieldNow();
            IO.println("ready");
            EventLoop.blocking(() -> System.in.read());
            return sleeper.cancel("the test has ended");
        });
    }
}
