// SPDX-License-Identifier: Apache-2.0
package dev.thrum.examples.eventloop;

import dev.thrum.sync.Event;
import java.time.Duration;
import java.util.concurrent.Callable;

/// [LoadingTask] with a thread: it cannot be cancelled, so it is asked to stop, by an [Event].
///
/// `await` with a time-out is the pause between two faces and the look whether to stop, in one. The slow part may do
/// what it likes, wait or compute: threads run in parallel. The price is that from here on whatever both of them touch
/// needs a lock; the tasks of a loop need none.
///
/// Python needs a thread for this as well, and its global lock lets the two take turns every few milliseconds.
///
/// Try: leave `done.set()` out. Who ends now, and who does not?
final class LoadingThread {

    private static void show(Faces faces, Duration pause, Event done) throws InterruptedException {
        do {
            faces.showNext();
        } while (!done.await(pause));
        faces.wipe();
    }

    static <T> T withLoading(Faces faces, Duration pause, Callable<T> slow) throws Exception {
        Event done = Event.named("nothing is being loaded any more");
        Thread loading = Thread.ofVirtual().name("loading").start(() -> {
            try {
                show(faces, pause, done);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        try {
            return slow.call();
        } finally {
            done.set();
            loading.join();
        }
    }

    private static int slow() throws InterruptedException {
        Thread.sleep(Duration.ofSeconds(3));
        return 1337;
    }

    void main() throws Exception {
        Faces faces = new Faces("loading...", IO::print);
        IO.println("Result is " + withLoading(faces, Duration.ofMillis(200), LoadingThread::slow));
    }
}
