// SPDX-License-Identifier: Apache-2.0

package dev.thrum.examples.tour;

import java.net.http.HttpClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/// A few threads take the pieces from one queue. While one waits, the others go on; and as the JVM has no global
/// lock, the threads also *compute* at the same time, on as many processors as there are.
///
/// Each thread has a client of its own, kept in a [ThreadLocal]. Java's `HttpClient` could be shared; a client that
/// is not thread-safe could not, and this is how to give everyone their own without handing it through every call.
record Threads(int count) implements Way {

    @Override
    public Name name() {
        return Name.THREADS;
    }

    @Override
    public String crew(int pieces) {
        return Way.count(count, "thread");
    }

    @Override
    public List<Done> run(List<Piece> pieces, Consumer<Done> progress) throws InterruptedException, ExecutionException {
        Queue<HttpClient> opened = new ConcurrentLinkedQueue<>();
        ThreadLocal<HttpClient> session = ThreadLocal.withInitial(() -> {
            HttpClient client = Browser.newClient();
            opened.add(client);
            return client;
        });
        Browser browser = address -> Browser.blocking(session.get()).read(address);

        var names = Thread.ofPlatform().name("thread ", 1).factory();
        try (ExecutorService threads = Executors.newFixedThreadPool(count, names)) {
            try {
                List<Future<Done>> futures = new ArrayList<>();
                for (Piece piece : pieces) {
                    futures.add(threads.submit(() -> {
                        Done done = Done.by(Thread.currentThread().getName(), piece, browser);
                        progress.accept(done);
                        return done;
                    }));
                }
                List<Done> all = new ArrayList<>();
                for (Future<Done> future : futures) {
                    all.add(future.get());
                }
                return all;
            } finally {
                threads.shutdownNow();
            }
        } finally {
            opened.forEach(HttpClient::close);
        }
    }
}
