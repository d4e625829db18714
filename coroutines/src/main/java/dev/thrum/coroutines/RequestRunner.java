// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import dev.thrum.core.CancelScope;
import dev.thrum.core.CancelledException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/// Runs several bodies in turns on one thread and answers what they ask: the smallest scheduler there is.
///
/// ```java
/// RequestRunner runner = RequestRunner.builder()
///         .onType(Integer.class, () -> random.nextInt(1, 8))
///         .onRequest(ReadLine.class, request -> console.readLine(request.prompt()))
///         .build();
/// List<String> results = runner.run(
///         asker -> asker.ask(new ReadLine("Word? ")).repeat(asker.ask(Integer.class)),
///         asker -> "no questions");
/// ```
///
/// What a body needs from the world it gets by asking, so the same body can be given a console, a script or a seeded
/// random source, without knowing.
///
/// **Requests.** Three kinds, each with its own sort of handler:
///
/// | the body asks for | with | answered by |
/// |---|---|---|
/// | a value of a type | `asker.ask(Integer.class)` | [Builder#onType] |
/// | the answer to a question | `asker.ask(new ReadLine("Word? "))` | [Builder#onRequest] |
/// | what any other key stands for | `(String) asker.ask("colour")` | [Builder#onKey] |
///
/// The types of the first two are checked by the compiler on both sides. A [Coroutine] that yields such objects itself
/// takes part as well; to yield `null` is to ask for nothing and to let the others have their turns.
///
/// **Order.** Turns go round in the order in which the bodies were given. In its first turn a body runs to its first
/// request; in each later turn its request is answered *then*, and it runs on to its next request or to its end. With
/// handlers that repeat themselves, so does the whole run.
///
/// **Errors.** A request without a handler raises [UnknownRequestException], and what a handler throws is raised, where
/// the body has asked: it may catch the exception and go on. What a body does not catch ends the run: all bodies are
/// [closed][Coroutine#close()] in the order in which they were given, and [#run] throws the very instance, with what
/// goes wrong in their clean-up attached as suppressed.
///
/// **Cancellation.** Each turn begins with a [checkpoint][CancelScope#checkpoint()]. If the run is interrupted or
/// cancelled, there, in a handler or in a body that waits, it ends as by a failure. A handler's [InterruptedException]
/// is not raised in the body, since it is the run that was interrupted.
///
/// **Threads.** A runner is immutable; it can be used for any number of runs, also at the same time if its handlers
/// can. Handlers run on the calling thread of [#run] and see its scoped values and thread locals.
///
/// **Cost** of a request: that of a [send][Coroutine#send] and a look-up; requests by class compare with each kind in
/// turn.
///
/// Source: the trampoline of PEP 342; the handlers of algebraic effects.
public final class RequestRunner {

    /// What a body has asked for before its first turn.
    private static final Object NOTHING_YET = new Object();

    /// A body that waits for its turn, and what it has asked for in the last one.
    private record Turn<R extends @Nullable Object>(
            Coroutine<?, ? super Object, ? extends R> body, @Nullable Object request) {}

    /// For types and other keys.
    private final Map<Object, Callable<?>> sources;

    /// For questions; the first kind that fits is the one.
    private final Map<Class<?>, RequestHandler<?, ?>> handlers;

    private RequestRunner(Builder builder) {
        sources = new HashMap<>(builder.sources);
        handlers = new LinkedHashMap<>(builder.handlers);
    }

    /// Begins to describe a runner.
    ///
    /// @return a builder without handlers
    public static Builder builder() {
        return new Builder();
    }

    /// What a runner can answer.
    public static final class Builder {
        private final Map<Object, Callable<?>> sources = new HashMap<>();
        private final Map<Class<?>, RequestHandler<?, ?>> handlers = new LinkedHashMap<>();

        private Builder() {}

        /// Answers requests for a value of a type.
        ///
        /// @param type what is asked for
        /// @param source called for each request, as [RequestHandler#answer] is
        /// @param <A> the type
        /// @return this
        /// @throws IllegalArgumentException if there is a source for the type already
        public <A> Builder onType(Class<A> type, Callable<? extends A> source) {
            return put(type, source);
        }

        /// Answers questions of a class, and of its subclasses or implementations.
        ///
        /// Of several kinds that fit, the one that was given to the builder first is taken, as in a `switch`.
        ///
        /// @param kind the class of the questions
        /// @param handler called for each of them
        /// @param <A> the answers
        /// @param <Q> the questions
        /// @return this
        /// @throws IllegalArgumentException if an earlier kind covers this one, so that the handler would never be
        ///     called
        public <A extends @Nullable Object, Q extends Request<A>> Builder onRequest(
                Class<Q> kind, RequestHandler<? super Q, ? extends A> handler) {
            Objects.requireNonNull(kind, "kind");
            Objects.requireNonNull(handler, "handler");
            for (Class<?> earlier : handlers.keySet()) {
                if (earlier.isAssignableFrom(kind)) {
                    throw new IllegalArgumentException("The handler of " + kind.getName() + " would never be called, "
                            + "as " + earlier.getName() + " has one already. Give each kind one, special kinds first");
                }
            }
            handlers.put(kind, handler);
            return this;
        }

        /// Answers requests by a key.
        ///
        /// @param key what is asked for, by equality; neither a class nor a [Request]
        /// @param source called for each request, as [RequestHandler#answer] is
        /// @return this
        /// @throws IllegalArgumentException if there is a source for the key already, or if it is a class or a
        ///     [Request], which have methods of their own with types that are checked
        public Builder onKey(Object key, Callable<? extends @Nullable Object> source) {
            if (key instanceof Class || key instanceof Request) {
                throw new IllegalArgumentException("No mere key: " + key + ". Use "
                        + (key instanceof Class ? "onType" : "onRequest"));
            }
            return put(key, source);
        }

        private Builder put(Object key, Callable<?> source) {
            Objects.requireNonNull(key, "key");
            Objects.requireNonNull(source, "source");
            if (sources.putIfAbsent(key, source) != null) {
                throw new IllegalArgumentException("There is a source for " + key + " already");
            }
            return this;
        }

        /// Creates the runner. What is done to the builder afterwards does not change it.
        ///
        /// @return a runner with the handlers given so far
        public RequestRunner build() {
            return new RequestRunner(this);
        }
    }

    /// Runs bodies to their ends, as [#run(Collection)] does.
    ///
    /// @param bodies the bodies, in the order of their turns; messages call them "body 1" and so on
    /// @param <R> what they return
    /// @return the results, in the order in which the bodies have ended
    /// @throws InterruptedException if the run was interrupted or cancelled
    @SafeVarargs
    public final <R extends @Nullable Object> List<R> run(AskingBody<? extends R>... bodies)
            throws InterruptedException {
        List<Coroutine<Object, Object, ? extends R>> coroutines = new ArrayList<>(bodies.length);
        for (AskingBody<? extends R> body : bodies) {
            coroutines.add(coroutine("body " + (coroutines.size() + 1), body));
        }
        return run(coroutines);
    }

    private static <R extends @Nullable Object> Coroutine<Object, Object, R> coroutine(
            String name, AskingBody<R> body) {
        Objects.requireNonNull(body, name);
        return Coroutine.of(name, self -> body.run(self::yield));
    }

    /// Runs coroutines to their ends, as [#run(Collection)] does.
    ///
    /// @param coroutines new ones, in the order of their turns
    /// @param <R> what they return
    /// @return the results, in the order in which the coroutines have ended
    /// @throws InterruptedException if the run was interrupted or cancelled
    @SafeVarargs
    @SuppressWarnings("varargs") // the array is only copied
    public final <R extends @Nullable Object> List<R> run(Coroutine<?, ? super Object, ? extends R>... coroutines)
            throws InterruptedException {
        return run(List.of(coroutines));
    }

    /// Runs coroutines to their ends. However the run ends, all of them are closed then.
    ///
    /// Blocks the calling strand for as long as the bodies and the handlers do.
    ///
    /// @param coroutines new ones, in the order of their turns
    /// @param <R> what they return
    /// @return the results, in the order in which the coroutines have ended; cannot be modified
    /// @throws IllegalStateException if one was started before, or is given twice; the others are closed
    /// @throws CancelledException if the run was cancelled
    /// @throws InterruptedException if the run was interrupted or cancelled; also any other exception of a body comes
    ///     out as it is, checked or not
    public <R extends @Nullable Object> List<R> run(
            Collection<? extends Coroutine<?, ? super Object, ? extends R>> coroutines) throws InterruptedException {
        List<Coroutine<?, ? super Object, ? extends R>> bodies = List.copyOf(coroutines);
        try {
            return roundRobin(bodies);
        } catch (Throwable failure) { // whatever it is, nobody is left half-way
            bodies.forEach(body -> close(body, failure));
            throw failure;
        }
    }

    private static void close(Coroutine<?, ?, ?> body, Throwable failure) {
        try {
            body.close();
        } catch (Throwable another) { // reported with the first
            if (another != failure) {
                failure.addSuppressed(another);
            }
        }
    }

    private <R extends @Nullable Object> List<R> roundRobin(List<Coroutine<?, ? super Object, ? extends R>> bodies)
            throws InterruptedException {
        List<R> results = new ArrayList<>(bodies.size());
        Queue<Turn<R>> turns = new ArrayDeque<>(bodies.size());
        bodies.forEach(body -> turns.add(new Turn<>(body, NOTHING_YET)));
        for (Turn<R> turn = turns.poll(); turn != null; turn = turns.poll()) {
            checkpoint();
            try {
                turns.add(new Turn<>(turn.body, take(turn)));
            } catch (StopIterationException end) { // of a coroutine only its end: PEP 479
                results.add(RequestRunner.<R>valueOf(end));
            }
        }
        return Collections.unmodifiableList(results);
    }

    private static void checkpoint() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("Interrupted between two turns");
        }
        CancelScope.checkpoint();
    }

    @SuppressWarnings({"unchecked", "NullAway", "TypeParameterUnusedInFormals"}) // it ends a body that returns an R
    private static <R extends @Nullable Object> R valueOf(StopIterationException end) {
        return (R) end.value();
    }

    /// Lets a body run to its next request.
    ///
    /// @throws StopIterationException if it has ended instead
    @SuppressWarnings("NullAway") // an answer is null only where the body's own types let it be
    private @Nullable Object take(Turn<?> turn) throws InterruptedException {
        if (turn.request == NOTHING_YET) {
            return turn.body.start();
        }
        Object answer;
        try {
            answer = answer(turn.request, turn.body);
        } catch (InterruptedException e) {
            throw e;
        } catch (Throwable e) { // the asker's to deal with
            return turn.body.throwIn(e);
        }
        return turn.body.send(answer);
    }

    private @Nullable Object answer(@Nullable Object request, Object asker) throws Exception {
        if (request == null) {
            return null;
        }
        if (request instanceof Request) {
            return handlerFor(request, asker).answer(request);
        }
        Callable<?> source = sources.get(request);
        if (source == null) {
            throw new UnknownRequestException(asker, request);
        }
        return source.call();
    }

    @SuppressWarnings("unchecked") // the request is of the handler's kind
    private RequestHandler<Object, ?> handlerFor(Object request, Object asker) {
        for (Map.Entry<Class<?>, RequestHandler<?, ?>> entry : handlers.entrySet()) {
            if (entry.getKey().isInstance(request)) {
                return (RequestHandler<Object, ?>) entry.getValue();
            }
        }
        throw new UnknownRequestException(asker, request);
    }
}
