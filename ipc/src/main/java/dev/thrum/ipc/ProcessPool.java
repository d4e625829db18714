// SPDX-License-Identifier: Apache-2.0

package dev.thrum.ipc;

import dev.thrum.core.CancelledException;
import dev.thrum.ipc.internal.pool.Dispatcher;
import dev.thrum.ipc.internal.pool.Job;
import dev.thrum.ipc.internal.pool.PoolSettings;
import dev.thrum.ipc.internal.wire.Marshal;
import java.io.ObjectInputFilter;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A fixed number of worker processes that apply functions to arguments, like `multiprocessing.Pool` of Python.
///
/// Each worker is a JVM of its own with the class path, or module path, of this one: its own heap, its own garbage
/// collector, its own statics. A task cannot corrupt the memory of this process, and if it crashes, calls
/// `System.exit` or is killed, this process and the other tasks go on. The price is that functions, arguments and
/// results are copied by serialization; for work that shares data, or is short, threads are the better tool.
///
/// ```java
/// try (ProcessPool pool = ProcessPool.ofProcessors()) {
///     List<Long> sums = pool.map(n -> LongStream.range(0, n).map(i -> i * i).sum(), List.of(5_000_000, 5_000_001));
/// }
/// ```
///
/// ## Workers
///
/// They start in the background as soon as the pool is built. Their standard output is that of this process; what they
/// write to standard error is passed on to `System.err` of this process. Their standard input is empty. They get the
/// environment of this process, its module options and its assertion status, but not its other JVM options or system
/// properties: see [Builder#jvmOptions]. Classes must come from the class path or the module path; those compiled in
/// memory, as `java Hello.java` does, are unknown to the workers.
///
/// A worker runs one task at a time, on its main thread. Statics live as long as the worker does, so an initializer can
/// prepare what all tasks of a process share. A worker that dies is replaced by a fresh one, which runs the initializer
/// again.
///
/// Workers never outlive this process: they end by themselves within about a second, even if it is killed.
///
/// ## Failures
///
/// A task fails alone, with one of these:
///
/// - the exception that the task threw, with its remote stack trace; or [RemoteTaskException] if that cannot travel;
/// - [NotTransferableException] if its argument or result cannot travel;
/// - [WorkerDiedException] if its process ended;
/// - [WorkerStartException] if no worker can be started at all;
/// - [java.util.concurrent.CancellationException] if the pool was terminated before the task had begun.
///
/// ## Security
///
/// Pool and worker talk over a Unix-domain socket in a folder that only this user can enter, and both prove knowledge
/// of a random key before either reads an object. What is read is checked against limits and a list of classes, see
/// [Builder#serialFilter]. None of this confines a task: it is code of yours that runs with your rights.
///
/// ## Threads
///
/// A pool may be used by any number of threads and tasks at once. `map` and [#close] wait; nothing else does. Actions
/// in a thread before it calls `map` happen-before the function is applied, and that happens-before `map` returns; but
/// the objects seen on both sides are different ones.
///
/// A pool that becomes unreachable without having been closed is terminated when the garbage collector finds it.
///
/// Linux and macOS. On Windows the creation of the private folder fails with [WorkerStartException].
public final class ProcessPool implements AutoCloseable {

    private static final Cleaner CLEANER = Cleaner.create();
    private static final AtomicInteger POOLS = new AtomicInteger();

    private final String name;
    private final Dispatcher dispatcher;
    private final Marshal marshal;
    private final Cleaner.Cleanable cleanable;

    private ProcessPool(PoolSettings settings, Marshal marshal) {
        this.name = settings.name();
        this.marshal = marshal;
        // The pool's threads know the dispatcher but not this object, so that a forgotten pool can be collected.
        this.dispatcher = new Dispatcher(settings);
        this.cleanable = CLEANER.register(this, dispatcher::terminate);
        dispatcher.start();
    }

    /// A pool with as many workers as this machine has processors for us.
    ///
    /// @return a new pool
    public static ProcessPool ofProcessors() {
        return builder().build();
    }

    /// A pool with a given number of workers.
    ///
    /// @param workers how many, at least 1
    /// @return a new pool
    /// @throws IllegalArgumentException if there are to be none
    public static ProcessPool of(int workers) {
        return builder().workers(workers).build();
    }

    /// Starts the description of a pool.
    ///
    /// @return a builder with default values
    public static Builder builder() {
        return new Builder();
    }

    /// Applies a function to each argument, in the workers, and waits for all of them. Same as
    /// [#map(RemoteFunction, Collection, Consumer)] without a listener.
    ///
    /// @param function what to apply
    /// @param arguments what to apply it to
    /// @return the results, in the order of the arguments; unmodifiable
    /// @throws InterruptedException if the waiting thread or task is interrupted or cancelled
    /// @throws ExecutionException if at least one task failed
    /// @throws IllegalArgumentException if the function itself cannot be serialized
    /// @throws IllegalStateException if the pool has been closed
    /// @param <A> the arguments' type
    /// @param <R> the results' type
    public <A extends @Nullable Object, R extends @Nullable Object> List<R> map(
            RemoteFunction<A, R> function, Collection<? extends A> arguments)
            throws InterruptedException, ExecutionException {
        return map(function, arguments, completed -> {});
    }

    /// Applies a function to each argument, in the workers, and waits for all of them. Tasks are handed out one at a
    /// time, in the order of the arguments, to whichever worker is free; simultaneous calls are served first come,
    /// first served.
    ///
    /// A failed task does not stop the others: their results are complete before this method throws. The exception
    /// is that of the first argument (in their order) that failed, with those of the later ones added as suppressed;
    /// its message says index, argument and worker, its cause is what happened.
    ///
    /// If the wait is interrupted or cancelled, or the listener throws, then tasks that have not begun are dropped,
    /// and the workers busy with this call are killed and replaced. Other calls are not affected.
    ///
    /// @param function what to apply; serialized once, rebuilt in the worker for each task
    /// @param arguments what to apply it to; copied first, and serialized one by one as workers become free
    /// @param listener is told of each finished task, as it finishes, on the calling thread
    /// @return the results, in the order of the arguments; unmodifiable
    /// @throws InterruptedException if the waiting thread or task is interrupted or cancelled
    /// @throws ExecutionException if at least one task failed
    /// @throws IllegalArgumentException if the function itself cannot be serialized
    /// @throws IllegalStateException if the pool has been closed
    /// @param <A> the arguments' type
    /// @param <R> the results' type
    public <A extends @Nullable Object, R extends @Nullable Object> List<R> map(
            RemoteFunction<A, R> function,
            Collection<? extends A> arguments,
            Consumer<? super Completed<R>> listener)
            throws InterruptedException, ExecutionException {
        Objects.requireNonNull(listener, "listener");
        @Nullable Object[] inputs = arguments.toArray();
        Job job = new Job(name, serialize(function), loaderOf(function), inputs);
        @SuppressWarnings({"unchecked", "rawtypes"}) // arrays of generic types cannot be made otherwise
        Completed<R>[] outcomes = new Completed[inputs.length];
        boolean complete = false;
        dispatcher.submit(job);
        try {
            for (int i = 0; i < inputs.length; i++) {
                @SuppressWarnings("unchecked") // the result of a RemoteFunction<A, R>
                Completed<R> completed = (Completed<R>) job.awaitNext();
                outcomes[completed.index()] = completed;
                listener.accept(completed);
            }
            complete = true;
        } finally {
            if (!complete) {
                dispatcher.cancel(job);
            }
            Reference.reachabilityFence(this);
        }
        return results(outcomes, inputs);
    }

    /// Accepts no more calls, waits until those under way are complete, and ends the workers: each may take a second
    /// for its shutdown hooks, then it is ended by force. If this wait is interrupted or cancelled, the pool is
    /// terminated instead, and the processes' end is waited for all the same; an interrupted thread is interrupted
    /// again afterwards. A pool may be closed any number of times.
    @Override
    public void close() {
        dispatcher.close();
        try {
            dispatcher.awaitEnd();
        } catch (InterruptedException e) {
            dispatcher.terminate();
            dispatcher.awaitEndUninterruptibly();
            if (!(e instanceof CancelledException)) {
                // A cancelled scope tells its strand again by itself.
                Thread.currentThread().interrupt();
            }
        }
        cleanable.clean();
    }

    /// Accepts no more calls and kills the workers at once. The calls under way fail: tasks that were running with
    /// [WorkerDiedException], those that had not begun with [java.util.concurrent.CancellationException]. Does not
    /// wait; a [#close] afterwards waits, not for long, until the processes are gone.
    public void terminate() {
        dispatcher.terminate();
    }

    /// The name of the pool and what it is.
    ///
    /// @return a description for people
    @Override
    public String toString() {
        return "ProcessPool[" + name + "]";
    }

    private byte[] serialize(RemoteFunction<?, ?> function) {
        try {
            return marshal.write("the function", Objects.requireNonNull(function, "function"));
        } catch (NotTransferableException e) {
            throw new IllegalArgumentException(e.getMessage() + "; does the lambda capture something it need not?", e);
        }
    }

    private static ClassLoader loaderOf(RemoteFunction<?, ?> function) {
        ClassLoader loader = function.getClass().getClassLoader();
        return loader == null ? ClassLoader.getSystemClassLoader() : loader;
    }

    private static <R extends @Nullable Object> List<R> results(Completed<R>[] outcomes, @Nullable Object[] inputs)
            throws ExecutionException {
        @Nullable ExecutionException first = null;
        @Nullable Object[] results = new @Nullable Object[outcomes.length];
        for (Completed<R> outcome : outcomes) {
            results[outcome.index()] = outcome.result();
            if (outcome.failure() != null) {
                ExecutionException failure = failure(outcome, outcome.failure(), inputs);
                if (first == null) {
                    first = failure;
                } else {
                    first.addSuppressed(failure);
                }
            }
        }
        if (first != null) {
            throw first;
        }
        @SuppressWarnings("unchecked") // filled with results of type R only
        List<R> list = (List<R>) Collections.unmodifiableList(Arrays.asList(results));
        return list;
    }

    private static ExecutionException failure(Completed<?> outcome, Throwable cause, @Nullable Object[] inputs) {
        String where = outcome.pid() < 0 ? "" : " in worker " + outcome.worker() + " (pid " + outcome.pid() + ")";
        return new ExecutionException("task " + outcome.index() + " of " + inputs.length + ", argument "
                + Abbreviated.of(inputs[outcome.index()]) + ", failed" + where + ": " + cause, cause);
    }

    /// The description of a [ProcessPool]. Not thread-safe.
    public static final class Builder {

        private static final int DEFAULT_MAXIMUM_OBJECT = 64 * 1024 * 1024;
        private static final int LARGEST_MAXIMUM_OBJECT = 512 * 1024 * 1024;

        private int workers = Runtime.getRuntime().availableProcessors();
        private @Nullable RemoteAction initializer;
        private List<String> jvmOptions = List.of();
        private String name = "";
        private String serialFilter = "";
        private Duration startTimeout = Duration.ofSeconds(30);
        private int maximumObject = DEFAULT_MAXIMUM_OBJECT;

        private Builder() {}

        /// How many worker processes there are. Default: the processors that are available to this JVM.
        ///
        /// @param workers at least 1
        /// @return this
        /// @throws IllegalArgumentException if there are to be none
        public Builder workers(int workers) {
            if (workers < 1) {
                throw new IllegalArgumentException("a pool has at least 1 worker, not " + workers);
            }
            this.workers = workers;
            return this;
        }

        /// What each worker does once, before its first task; so does every replacement. If it throws, the pool is
        /// broken. There is no limit to the time it may take. Default: nothing.
        ///
        /// @param initializer runs on the main thread of the worker, where the tasks will run
        /// @return this
        public Builder initializer(RemoteAction initializer) {
            this.initializer = Objects.requireNonNull(initializer, "initializer");
            return this;
        }

        /// Options for the workers' JVMs, such as `-Xmx512m` or `-Dkey=value`. The serial garbage collector is chosen
        /// unless an option here chooses another one. Default: none.
        ///
        /// @param options one option in each string
        /// @return this
        public Builder jvmOptions(List<String> options) {
            this.jvmOptions = List.copyOf(options);
            return this;
        }

        /// What the pool is called in messages and names of threads. Default: a number.
        ///
        /// @param name any text
        /// @return this
        public Builder name(String name) {
            this.name = Objects.requireNonNull(name, "name");
            return this;
        }

        /// Classes to accept or to refuse in functions, arguments and results before the default list is asked, in the
        /// syntax of [ObjectInputFilter.Config#createFilter]: `"javax.security.auth.x500.*;!com.example.secret.**"`.
        /// It is a pattern and not an `ObjectInputFilter` because the workers need it, too.
        ///
        /// By default are accepted: value types, collections and exceptions of `java.base`, lambdas, exceptions of the
        /// other modules of the platform, and all classes outside the platform except libraries known for
        /// deserialization attacks. Nesting is limited to 1,000 levels and array sizes to what the message can fill.
        /// The default is a second line of defence against accidents; it is no wall against a task that means harm.
        ///
        /// @param pattern the pattern, or an empty string
        /// @return this
        /// @throws IllegalArgumentException if the pattern is malformed
        public Builder serialFilter(String pattern) {
            ObjectInputFilter.Config.createFilter(pattern);
            this.serialFilter = pattern;
            return this;
        }

        /// How long a worker may take from its launch until it has connected; the initializer is not counted. Default:
        /// 30 seconds.
        ///
        /// @param timeout more than zero
        /// @return this
        /// @throws IllegalArgumentException if the time-out is zero or negative
        public Builder startTimeout(Duration timeout) {
            if (!timeout.isPositive()) {
                throw new IllegalArgumentException("a worker needs some time to start, not " + timeout);
            }
            this.startTimeout = timeout;
            return this;
        }

        /// The largest serialized form of a function, an argument or a result. A larger one fails its task with
        /// [NotTransferableException]. Default: 64 MiB.
        ///
        /// @param bytes from 1 KiB to 512 MiB
        /// @return this
        /// @throws IllegalArgumentException if the number is outside that range
        public Builder maximumObject(int bytes) {
            if (bytes < 1024 || bytes > LARGEST_MAXIMUM_OBJECT) {
                throw new IllegalArgumentException(
                        "the largest object is between 1024 and " + LARGEST_MAXIMUM_OBJECT + " bytes, not " + bytes);
            }
            this.maximumObject = bytes;
            return this;
        }

        /// Builds the pool. Its workers start in the background; a failure to start them shows in the first `map`.
        ///
        /// @return a new pool
        /// @throws IllegalArgumentException if the initializer cannot be serialized
        public ProcessPool build() {
            Marshal marshal = new Marshal(maximumObject, serialFilter);
            String poolName = name.isEmpty() ? Integer.toString(POOLS.incrementAndGet()) : name;
            return new ProcessPool(
                    new PoolSettings(poolName, workers, serializedInitializer(marshal), jvmOptions, serialFilter,
                            startTimeout, maximumObject),
                    marshal);
        }

        private byte[] serializedInitializer(Marshal marshal) {
            try {
                return initializer == null ? new byte[0] : marshal.write("the initializer", initializer);
            } catch (NotTransferableException e) {
                throw new IllegalArgumentException(e.getMessage(), e);
            }
        }
    }
}
