// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import java.lang.ref.Cleaner;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What a loop has to say about tasks in which nobody was interested: their failures, and that they were cut short.
final class Reports {

    private static final Logger LOG = LoggerFactory.getLogger(EventLoop.class);
    private static final Cleaner CLEANER = Cleaner.create();

    private final String loop;
    private final Set<UnretrievedFailure> unretrieved = ConcurrentHashMap.newKeySet();

    /// The tasks that were cut short, by the place where they were started: one of them, and how many there are.
    private final Map<String, Unwanted> cutShort = new ConcurrentHashMap<>();

    private record Unwanted(String task, int others) {
        Unwanted andAnother(Unwanted other) {
            return new Unwanted(task, others + 1 + other.others);
        }
    }

    Reports(String loop) {
        this.loop = loop;
    }

    /// Expects that somebody retrieves a failure.
    UnretrievedFailure expectRetrieval(Task<?> task, Throwable failure) {
        UnretrievedFailure report = new UnretrievedFailure(task.name(), failure, unretrieved::remove);
        unretrieved.add(report);
        CLEANER.register(task, report);
        return report;
    }

    /// Notes that a task was cancelled because the main task has ended, though nobody has ever asked for it.
    void cutShort(String task, Object body) {
        cutShort.merge(CreationSites.of(body), new Unwanted(task, 0), Unwanted::andAnother);
    }

    /// Makes the reports that are due when the loop ends.
    void make() {
        unretrieved.forEach(UnretrievedFailure::run);
        cutShort.forEach((site, unwanted) -> LOG.warn(
                "{}{}, started at {}, was never awaited, and was cancelled when the main task of {} ended. Await it, "
                        + "start it in a TaskGroup, or cancel it yourself",
                unwanted.task, unwanted.others == 0 ? "" : " (and " + unwanted.others + " more)", site, loop));
        cutShort.clear();
    }
}
