// SPDX-License-Identifier: Apache-2.0
package dev.thrum.examples.eventloop;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.thrum.coroutines.EventLoop;
import dev.thrum.coroutines.Task;
import dev.thrum.coroutines.Tasks;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/// A hundred and sixty pages: one after another, with five threads, and in an event loop, side by side.
///
/// What differs is how many requests are under way at the same time: one, five, all. The [server][Crowd] is strange, to
/// show exactly that: it answers nobody until so many have asked. The loop's hundred and sixty tasks run one at a time,
/// and still all of them have asked before the first is answered.
///
/// How long the ways take, with a real distance to the server, with processes as a fourth one, and for a job that
/// computes: that is the subject of the tour, `dev.thrum.examples.tour`.
///
/// Try: a crowd of six for the five threads. What happens, and what would Ctrl-\ show?
final class DownloadAllSites {

    private static final int PAGES = 160;

    /// Answers when so many ask at once.
    private static final class Crowd implements HttpHandler {
        private final CyclicBarrier present;
        private final AtomicInteger waiting = new AtomicInteger();
        private final AtomicInteger most = new AtomicInteger();

        Crowd(int size) {
            present = new CyclicBarrier(size, () -> waiting.addAndGet(-size));
        }

        @Override
        public void handle(HttpExchange exchange) throws IOException {
            try (exchange) {
                most.accumulateAndGet(waiting.incrementAndGet(), Math::max);
                present.await();
                byte[] page = "a page".getBytes(StandardCharsets.US_ASCII);
                exchange.sendResponseHeaders(200, page.length);
                exchange.getResponseBody().write(page);
            } catch (InterruptedException | BrokenBarrierException e) {
                throw new IOException("the server is being closed", e);
            }
        }
    }

    /// A way to download pages.
    private interface Way {
        /// Answers with the number of bytes.
        int download(HttpClient client, List<URI> sites) throws Exception;
    }

    private static int blocking(HttpClient client, URI site) throws IOException, InterruptedException {
        HttpResponse<byte[]> page = client.send(HttpRequest.newBuilder(site).build(), BodyHandlers.ofByteArray());
        return page.body().length;
    }

    private static int oneAfterAnother(HttpClient client, List<URI> sites) throws Exception {
        int bytes = 0;
        for (URI site : sites) {
            bytes += blocking(client, site);
        }
        return bytes;
    }

    private static int fiveThreads(HttpClient client, List<URI> sites) throws Exception {
        int bytes = 0;
        try (ExecutorService threads = Executors.newFixedThreadPool(5)) {
            List<Future<Integer>> downloads = new ArrayList<>();
            for (URI site : sites) {
                downloads.add(threads.submit(() -> blocking(client, site)));
            }
            for (Future<Integer> download : downloads) {
                bytes += download.get();
            }
        }
        return bytes;
    }

    private static int inALoop(HttpClient client, List<URI> sites) throws Exception {
        return EventLoop.run(() -> {
            List<Task<Integer>> downloads = new ArrayList<>();
            for (URI site : sites) {
                downloads.add(EventLoop.spawn(() -> awaited(client, site)));
            }
            return Tasks.gather(downloads).stream().mapToInt(Integer::intValue).sum();
        });
    }

    private static int awaited(HttpClient client, URI site) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(site).build();
        return EventLoop.await(client.sendAsync(request, BodyHandlers.ofByteArray())).body().length;
    }

    private static void tell(String name, int crowdSize, Way way) throws Exception {
        Crowd crowd = new Crowd(crowdSize);
        try (LocalServer server = LocalServer.start(crowd); HttpClient client = HttpClient.newHttpClient()) {
            List<URI> sites = new ArrayList<>();
            for (int i = 0; i < PAGES; i++) {
                sites.add(server.address(i % 2 == 0 ? "/concurrency" : "/dice"));
            }
            int bytes = way.download(client, sites);
            IO.println(name + ": " + bytes + " bytes of " + PAGES + " pages, " + crowd.most + " asked for at once");
        }
    }

    void main() throws Exception {
        tell("One after another", 1, DownloadAllSites::oneAfterAnother);
        tell("With five threads", 5, DownloadAllSites::fiveThreads);
        tell("In an event loop", PAGES, DownloadAllSites::inALoop);
    }
}
