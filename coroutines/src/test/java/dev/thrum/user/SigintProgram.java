// SPDX-License-Identifier: Apache-2.0
package dev.thrum.user;

import dev.thrum.core.CancelScope;
import dev.thrum.core.CancelledException;
import dev.thrum.core.Strand;
import dev.thrum.coroutines.EventLoop;
import dev.thrum.coroutines.SignalHandle;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/// Run by [SigintTest] in a JVM of its own.
final class SigintProgram {

    private SigintProgram() {}

    static void main(String[] arguments) {
        try {
            EventLoop.builder().name("loop").run(() -> {
                if ("answered".equals(arguments[0])) {
                    answerOnce();
                }
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

    /// Has an action of its own for the first signal.
    private static void answerOnce() throws InterruptedException {
        CompletableFuture<String> answer = new CompletableFuture<>();
        try (SignalHandle _ = EventLoop.onSignal("INT", () -> answer.complete("not yet"))) {
            IO.println("ready");
            IO.println(EventLoop.await(answer));
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }
}
