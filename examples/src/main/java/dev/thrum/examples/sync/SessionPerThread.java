// SPDX-License-Identifier: Apache-2.0
package dev.thrum.examples.sync;

import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/// Five threads download 160 pages; each has a session of its own, which no other may touch.
///
/// A session that only one thread may use cannot be shared, and a new one for each page would be a waste. A
/// [ThreadLocal] is one variable with a value for every thread: whoever asks for the first time makes its own.
///
/// A task of an event loop is a thread of its own too, so there it has a value for each *task*: what is to be shared by
/// all tasks of a loop is a plain field.
///
/// Try: 160 virtual threads instead of five. How many sessions are there then, and what does that say about
/// thread-local values as a cache?
final class SessionPerThread {

    /// Stands for a connection that is not safe to be shared.
    private static final class Session {
        private int pages;

        private String read(int number) {
            pages++;
            return "page " + number + ", the " + pages + ". of this session";
        }
    }

    private final AtomicInteger opened = new AtomicInteger();

    private final ThreadLocal<Session> session = ThreadLocal.withInitial(() -> {
        opened.incrementAndGet();
        return new Session();
    });

    void main() throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(5)) {
            List<Future<String>> pages = IntStream.range(0, 160)
                    .mapToObj(number -> threads.submit(() -> session.get().read(number)))
                    .toList();
            int read = 0;
            for (Future<String> page : pages) {
                page.get();
                read++;
            }
            IO.println("Read " + read + " pages through " + opened + " sessions");
        }
    }
}
