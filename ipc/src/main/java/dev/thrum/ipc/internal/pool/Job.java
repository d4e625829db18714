// SPDX-License-Identifier: Apache-2.0

package dev.thrum.ipc.internal.pool;

import dev.thrum.ipc.Completed;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One call of `map`: a function, its arguments, and the way back to the caller. Exactly one [Completed] arrives for
/// each argument, unless the job is cancelled.
public final class Job {

    private final byte[] function;
    private final ClassLoader loader;
    private final @Nullable Object[] arguments;
    private final Arrivals<Completed<@Nullable Object>> arrivals;

    /// Describes a job. The arrays belong to it from now on.
    ///
    /// @param pool the name of the pool
    /// @param function the serialized function
    /// @param loader where the classes of results are found
    /// @param arguments what to apply it to
    public Job(String pool, byte[] function, ClassLoader loader, @Nullable Object[] arguments) {
        this.function = function;
        this.loader = loader;
        this.arguments = arguments;
        this.arrivals = new Arrivals<>("results of pool '" + pool + "'");
    }

    /// Waits for the next task to finish, in whatever order they do.
    ///
    /// @return what came out of it
    /// @throws InterruptedException if the waiting strand is interrupted or cancelled
    public Completed<@Nullable Object> awaitNext() throws InterruptedException {
        return arrivals.take();
    }

    byte[] function() {
        return function;
    }

    ClassLoader loader() {
        return loader;
    }

    int size() {
        return arguments.length;
    }

    /// One application of the job's function to one argument.
    ///
    /// @param job what it belongs to
    /// @param index which argument
    record Task(Job job, int index) {

        boolean isOf(Job other) {
            return job.equals(other);
        }

        @Nullable Object argument() {
            return job.arguments[index];
        }

        void complete(Completed<@Nullable Object> completed) {
            job.arrivals.put(completed);
        }

        /// For a task that never reached a worker.
        void failUnstarted(Throwable failure) {
            Instant now = Instant.now();
            complete(new Completed<>(index, null, failure, -1, -1, now, now));
        }
    }
}
