// SPDX-License-Identifier: Apache-2.0

package dev.thrum.examples.tour;

import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Outcomes that nobody had to wait for.
final class Samples {
    private static final long SECOND = 1_000_000_000;

    private Samples() {}

    /// A machine with nothing else to do.
    static Machine idle(int processors) {
        return new Machine("some Java", "some system", processors, 0);
    }

    /// A job whose answer is the sum of its results, with so many pieces.
    static Job job(Job.Name name, int pieces) {
        List<Piece> all = new ArrayList<>();
        for (int i = 0; i < pieces; i++) {
            all.add(new Piece.Squares(i));
        }
        return new Job(name, "A sample", all, 1,
                results -> results.stream().reduce(BigInteger.ZERO, BigInteger::add).toString());
    }

    /// The job done in `seconds` by one worker, which began at once.
    static Outcome outcome(Job.Name job, Way way, double seconds) {
        return outcome(job, way, seconds, done("worker", 0, seconds));
    }

    static Outcome outcome(Job.Name job, Way way, double seconds, Done... done) {
        return new Outcome(job(job, done.length), way, 0, Duration.ofNanos((long) (seconds * SECOND)), List.of(done));
    }

    static Done done(String worker, double from, double to) {
        return new Done(worker, "piece", (long) (from * SECOND), (long) (to * SECOND), BigInteger.ONE);
    }
}
