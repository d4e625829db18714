// SPDX-License-Identifier: Apache-2.0

package dev.thrum.examples.tour;

import java.time.Duration;
import java.util.List;

/// What came of one job done in one way.
///
/// @param started when the way began, on the clock of [Done]
/// @param took    how long it took, from the start of its first worker to the end of its last
/// @param done    all pieces, in order
record Outcome(Job job, Way way, long started, Duration took, List<Done> done) {

    String answer() {
        return job.answer().apply(done.stream().map(Done::result).toList());
    }

    String crew() {
        return way.crew(job.pieces().size());
    }

    double seconds() {
        return took.toNanos() / 1e9;
    }

    /// How long it took until the first worker began its first piece. For processes that is the time to start a JVM.
    Duration startUp() {
        long first = done.stream().mapToLong(Done::start).min().orElse(started);
        return Duration.ofNanos(Math.max(0, first - started));
    }
}
