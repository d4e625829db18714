// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import dev.thrum.core.Body;
import dev.thrum.core.Strand;
import dev.thrum.core.VirtualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;

/// What tests of the event loop on a virtual clock share. The numbers in their names are those of the list of
/// event-loop behaviours.
@Timeout(30)
@Tag("one-carrier")
abstract class LoopTestBase {

    final VirtualClock clock = new VirtualClock();

    /// What has happened, in order.
    final List<String> trace = Collections.synchronizedList(new ArrayList<>());

    final <T, X extends Exception> T run(Body<T, X> main) throws X, InterruptedException {
        return EventLoop.builder().name("test loop").clock(clock).run(main);
    }

    static Duration seconds(long seconds) {
        return Duration.ofSeconds(seconds);
    }

    /// Traces with the time in seconds.
    final boolean at(String event) {
        return trace.add(event + " at " + clock.elapsed().toSeconds());
    }

    /// A body that sleeps and then gives a value.
    static <T> Callable<T> after(long seconds, T value) {
        return () -> {
            Strand.sleep(seconds(seconds));
            return value;
        };
    }

    /// A body that sleeps and then fails.
    static Callable<Integer> failAfter(long seconds, Exception failure) {
        return () -> {
            Strand.sleep(seconds(seconds));
            throw failure;
        };
    }

    /// A body that sleeps for a day, and traces when and how it ends.
    final Callable<Integer> sleeper(String name) {
        return () -> {
            try {
                Strand.sleep(Duration.ofDays(1));
                at(name + " slept on");
                return 0;
            } catch (InterruptedException e) {
                at(name + " cancelled");
                throw e;
            }
        };
    }
}
