// SPDX-License-Identifier: Apache-2.0
package dev.thrum.examples.sync;

import dev.thrum.core.CancelScope;
import dev.thrum.core.DeadlineExceededException;
import dev.thrum.core.Inspector;
import dev.thrum.sync.Mutex;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/// A wait that takes too long says who is to blame.
///
/// Ada holds the lock and does something else meanwhile. Whoever gives up waiting for it wants to know three things:
/// who has it, where it was taken, and where its holder stands now. All three are in the message of the time-out, and
/// nobody had to switch anything on.
///
/// A program that hangs *without* a time-out is asked from outside: [Inspector] shows everybody who waits and every
/// primitive that has a name, as text or JSON.
///
/// Try: print [Inspector#snapshot()] while the loop of [ThreeAtATime] runs.
final class WhoHoldsIt {

    private final Mutex stock = Mutex.named("stock");
    private final CountDownLatch taken = new CountDownLatch(1);
    private final CountDownLatch lunchIsOver = new CountDownLatch(1);

    private void takeStock() throws InterruptedException {
        stock.lock();
        try {
            taken.countDown();
            haveLunch();
        } finally {
            stock.unlock();
        }
    }

    private void haveLunch() throws InterruptedException {
        lunchIsOver.await();
    }

    void main() throws Exception {
        Crew crew = new Crew();
        crew.start("Ada", this::takeStock);
        taken.await();
        // @start region="time-out"
        try {
            CancelScope.timeout(Duration.ofMillis(50), () -> stock.locked(() -> "sold"));
        } catch (DeadlineExceededException e) {
            IO.println(e.getMessage());
        }
        if (!stock.tryLock(Duration.ofMillis(50))) {
            IO.println("Nor now. There is:\n" + Inspector.snapshot());
        }
        // @end region="time-out"
        lunchIsOver.countDown();
        crew.join();
        IO.println(stock.locked(() -> "sold"));
    }
}
