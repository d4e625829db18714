// SPDX-License-Identifier: Apache-2.0
package dev.thrum.examples.sync;

import dev.thrum.sync.Barrier;
import dev.thrum.sync.Event;

/// A race: two threads add to one counter, and one of the additions is lost.
///
/// To add is three steps: read the counter, add, write it back. If the other thread writes in between, its work is
/// overwritten by a sum that knows nothing of it. Which of the two loses is a matter of chance, and mostly neither
/// does: that makes such mistakes so hard to find.
///
/// Chance is no good for a lesson, so here the bad moment is arranged: a barrier has both threads read before either
/// writes, and an event has the second one write first. (The course's program makes it likely with a `sleep` of a
/// second; a program whose correctness hangs on a sleep is wrong, and so is a test.)
///
/// Try: take barrier and event out and let it run a thousand times. Then look at [CounterFixes].
final class LostUpdate {

    private final Barrier bothHaveRead = new Barrier(2);
    private final Event secondHasWritten = new Event();
    private int counter;

    // @start region="lost-update"
    private void increase(int by, int thread) throws Exception {
        int local = counter;
        local += by;
        letTheOtherThreadRun(thread);
        counter = local;
        IO.println(thread + ". counter=" + counter);
    }
    // @end region="lost-update"

    private void letTheOtherThreadRun(int thread) throws Exception {
        bothHaveRead.await();
        if (thread == 1) {
            secondHasWritten.await();
        }
    }

    void main() throws Exception {
        Crew crew = new Crew();
        crew.start("thread 1", () -> increase(10, 1));
        crew.start("thread 2", () -> {
            increase(20, 2);
            secondHasWritten.set();
        });
        crew.join();
        IO.println("10 and 20 were added, and the sum is " + counter);
    }
}
