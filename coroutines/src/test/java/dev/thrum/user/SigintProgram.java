// SPDX-License-Identifier: Apache-2.0
package dev.thrum.user;

import dev.thrum.core.CancelScope;
import dev.thrum.core.CancelledException;
import dev.thrum.core.Strand;
import dev.thrum.coroutines.EventLoop;
import java.time.Duration;

/// Run by [SigintTest] in a JVM of its own.
final class SigintProgram {

    private SigintProgram() {}

    static void main(String[] arguments) {
        try {
            EventLoop.builder().name("loop").run(() -> {
                try {
                    IO.println("ready");
                    Strand.sleep(Duration.ofDays(1));
                } catch (CancelledException e) {
                    IO.println("cancelled: " + e.reason());
                    CancelScope.shielded(() -> {
                        Strand.sleep("stubborn".equals(arguments[0]) ? Duration.ofDays(1) : Duration.ofMillis(1));
                        IO.println("cleaned up");
                        return 0;
                    });
                    throw e;
                }
                return 0;
            });
        } catch (InterruptedException e) {
            IO.println("thrown: " + e.getMessage());
        }
    }
}
