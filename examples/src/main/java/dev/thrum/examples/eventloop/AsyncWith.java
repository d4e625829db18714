// SPDX-License-Identifier: Apache-2.0
package dev.thrum.examples.eventloop;

import dev.thrum.core.CancelScope;
import dev.thrum.core.DeadlineExceededException;
import dev.thrum.core.Strand;
import dev.thrum.coroutines.EventLoop;
import dev.thrum.coroutines.Task;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CancellationException;

/// `async with`: something that takes time to open and to close. Here it is try-with-resources.
///
/// `__aenter__` is a method or constructor that waits, `__aexit__` is `close`. To say goodbye properly has to be
/// possible also when the task was cancelled, when every further wait would throw; so `close` shields what it waits
/// for, and gives it a time limit of its own.
///
/// Try: leave the shield away. What does the other side see?
final class AsyncWith {

    private static Diary diary = new Diary();

    // @start region="session"
    private static final class Session implements AutoCloseable {

        static Session open() throws InterruptedException {
            Strand.sleep(Duration.ofSeconds(1));
            diary.note("opened");
            return new Session();
        }

        String ask(int seconds) throws InterruptedException {
            Strand.sleep(Duration.ofSeconds(seconds));
            return "an answer";
        }

        private void sayGoodbye() throws InterruptedException {
            Strand.sleep(Duration.ofSeconds(1));
            diary.note("closed");
        }

        @Override
        public void close() throws IOException {
            try {
                CancelScope.shielded(() -> CancelScope.timeout(Duration.ofSeconds(5), this::sayGoodbye));
            } catch (DeadlineExceededException e) {
                throw new IOException("the other side does not say goodbye", e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();     // a plain one, which goes past shields
            }
        }
    }
    // @end region="session"

    private static void use(int seconds) throws Exception {
        // @start region="async-with"
        try (Session session = Session.open()) {
            diary.note(session.ask(seconds));
        }
        // @end region="async-with"
    }

    void main() throws Exception {
        EventLoop.run(() -> {
            diary = new Diary();
            use(1);
            Task<?> patient = EventLoop.spawn("patient", () -> use(3_600));
            Strand.sleep(Duration.ofSeconds(2));
            patient.cancel("nobody waits for an hour");
            try {
                patient.await();
            } catch (CancellationException e) {
                diary.note(patient.toString());
            }
        });
    }
}
