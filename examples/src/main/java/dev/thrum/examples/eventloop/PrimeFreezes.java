// SPDX-License-Identifier: Apache-2.0
package dev.thrum.examples.eventloop;

import dev.thrum.core.Strand;
import dev.thrum.coroutines.EventLoop;
import dev.thrum.ipc.ProcessPool;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;

/// [LoadingTask] with a slow part that does not wait but computes: whether a number is prime. The course asks to guess
/// first what happens.
///
/// 1. *In the task.* One task runs at a time, and this one never waits: the face freezes.
/// 2. *With `yieldNow` now and then.* The others get a turn each time, and the face moves again. This costs nothing to
///    speak of, but the loop still has one thread's worth of computing in all; and somebody has to know where to yield.
/// 3. *On another thread*, `toThread`. The face moves, the number is looked at on another processor. Python's
///    `to_thread` would do as well, but there the two would share one processor.
/// 4. *In another process*. Here this is no faster than a thread; in Python it is what has to be done.
///
/// Try: which of these can be cancelled before the number is found out? Where would `CancelScope.checkpoint()` belong?
final class PrimeFreezes {

    private final long number;
    private final Duration pause;

    PrimeFreezes() {
        this((1L << 61) - 1, Duration.ofMillis(200));
    }

    PrimeFreezes(long number, Duration pause) {
        this.number = number;
        this.pause = pause;
    }

    static boolean isPrime(long number) {
        if (number < 2 || number % 2 == 0) {
            return number == 2;
        }
        for (long divisor = 3; divisor * divisor <= number; divisor += 2) {
            if (number % divisor == 0) {
                return false;
            }
        }
        return true;
    }

    // @start region="polite"
    static boolean isPrimePolitely(long number) throws InterruptedException {
        if (number < 2 || number % 2 == 0) {
            return number == 2;
        }
        for (long divisor = 3; divisor * divisor <= number; divisor += 2) {
            if (number % divisor == 0) {
                return false;
            }
            if (divisor % 100_000 == 1) {
                Strand.yieldNow();
            }
        }
        return true;
    }
    // @end region="polite"

    private void tell(String where, Callable<Boolean> slow) throws Exception {
        Faces faces = new Faces("is it prime?", IO::print);
        int[] faceWhen = new int[2];
        boolean prime = EventLoop.run(() -> LoadingTask.withLoading(faces, pause, () -> {
            faceWhen[0] = faces.shown();
            boolean answer = slow.call();
            faceWhen[1] = faces.shown();
            return answer;
        }));
        String face = faceWhen[0] == faceWhen[1] ? "has frozen" : "has moved";
        IO.println(where + ": " + number + (prime ? " is prime" : " is not prime") + ", and the face " + face);
    }

    void main() throws Exception {
        try (ProcessPool pool = ProcessPool.of(1)) {
            long n = number;
            // @start region="cures"
            tell("In the task", () -> isPrime(n));
            tell("With yieldNow", () -> isPrimePolitely(n));
            tell("On another thread", () -> EventLoop.toThread(() -> isPrime(n)));
            tell("In another process", () -> pool.map(PrimeFreezes::isPrime, List.of(n)).getFirst());
            // @end region="cures"
        }
    }
}
