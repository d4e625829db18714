// SPDX-License-Identifier: Apache-2.0
package dev.thrum.examples.sync;

import dev.thrum.sync.Event;
import java.time.Duration;

/// An event stops a thread: one shows that something is going on, until the other has the result.
///
/// A thread cannot be stopped from outside, neither in Python nor on the JVM: it might be in the middle of something.
/// It has to be asked, and has to look. An [Event] is both: `set` asks, and `await` with a time-out is the pause
/// between two pictures *and* the look; it ends at once when the event is set, and its answer says which of the two it
/// was.
///
/// The thread that counts primes keeps a processor busy, and the pictures change all the same. (In Python they do so
/// only because its global lock is taken away from the one thread now and then; in `asyncio` they would stand still.)
///
/// Try: `Thread.interrupt` instead of the event. What has to change in [#show], and who else might interrupt it?
final class StopByEvent {

    // @start region="event"
    private static void show(String message, Event done) throws InterruptedException {
        for (int i = 0; !done.await(Duration.ofMillis(100)); i++) {
            IO.print("\r" + (i % 2 == 0 ? "(o_o) " : "(-_-) ") + message);
        }
        IO.print("\r" + " ".repeat(30) + "\r");
    }
    // @end region="event"

    private static int slow() {
        int primes = 0;
        for (int number = 0; number < 2_000_000; number++) {
            if (CountPrimes.isPrime(number)) {
                primes++;
            }
        }
        return primes;
    }

    void main() throws Exception {
        Event done = Event.named("the result is there");
        Crew crew = new Crew();
        crew.start("loading", () -> show("loading...", done));
        int result = slow();
        done.set();
        crew.join();
        IO.println("Result is " + result);
    }
}
