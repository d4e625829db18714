// SPDX-License-Identifier: Apache-2.0

package dev.thrum.examples.tour;

import java.io.IOException;
import java.io.Serializable;
import java.math.BigInteger;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/// A piece that has been worked on: by whom, from when to when, and with which result.
///
/// Times are nanoseconds of the wall clock since 1970. `System.nanoTime` would be steadier, but its zero is each
/// process's own affair, and the time-line has to put several processes on one axis.
///
/// @param worker who did it: a thread, a task or a process
/// @param label  what was done
record Done(String worker, String label, long start, long end, BigInteger result) implements Serializable {

    /// Works on `piece`, here and now, and takes the time.
    static Done by(String worker, Piece piece, Browser browser) throws IOException, InterruptedException {
        long start = now();
        BigInteger result = piece.work(browser);
        return new Done(worker, piece.label(), start, now(), result);
    }

    static long now() {
        return nanos(Instant.now());
    }

    static long nanos(Instant instant) {
        return ChronoUnit.NANOS.between(Instant.EPOCH, instant);
    }
}
