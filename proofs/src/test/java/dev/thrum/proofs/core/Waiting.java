// SPDX-License-Identifier: Apache-2.0

package dev.thrum.proofs.core;

import dev.thrum.core.Resource;
import dev.thrum.core.Scheduler;
import dev.thrum.core.WaitQueue;
import java.time.Duration;

/// What the proofs of waits have in common.
public final class Waiting {
    /// Far longer than any wait that ends as it should, far shorter than the patience of jcstress: a strand that was
    /// not woken shows as a time-out, not as a hang.
    public static final Duration LIMIT = Duration.ofSeconds(10);

    /// Over before the strand has gone to sleep, or just after it.
    public static final Duration SHORT = Duration.ofNanos(1_000);

    private Waiting() {}

    /// A queue of strands that wait for nothing in particular.
    static WaitQueue queue() {
        return new WaitQueue(new Resource() {});
    }

    /// The deadline of the calling strand that lies a time-out ahead.
    static long deadline(Duration timeout) {
        return Scheduler.current().deadlineAfter(timeout);
    }
}
