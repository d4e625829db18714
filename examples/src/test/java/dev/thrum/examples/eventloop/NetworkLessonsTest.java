// SPDX-License-Identifier: Apache-2.0

package dev.thrum.examples.eventloop;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.thrum.coroutines.EventLoop;
import dev.thrum.coroutines.Outcome;
import dev.thrum.examples.Printed;
import dev.thrum.sync.CountingSemaphore;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import picocli.CommandLine;

/// The lessons that ask servers, which are on this machine.
@Timeout(60)
@ResourceLock(Resources.SYSTEM_OUT)
class NetworkLessonsTest {

    private static final String PATH = "/search/repositories";

    @TempDir
    Path folder;

    private record Search(int exitCode, List<String> lines) {}

    private Search search(String... options) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("--folder", folder.toString()));
        arguments.addAll(List.of(options));
        int[] exitCode = new int[1];
        List<String> lines = Printed.by(() ->
                exitCode[0] = new CommandLine(new GithubSearch()).execute(arguments.toArray(String[]::new))).lines();
        return new Search(exitCode[0], lines);
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void eightKeyWordsAreSearchedForAndTheIdsOfTheOwnersSaved() throws Exception {
        Search search = search();
        assertThat(search.lines()).hasSize(9).startsWith(
                "search: 3 owners", "torch: 2 owners", "tensorflow: 3 owners", "requests: 2 owners", "alice: 3 owners",
                "data: 2 owners", "deep: 3 owners", "ML: 2 owners");
        assertThat(search.lines().getLast()).matches("8 searches done in \\d+\\.\\d\\d s");
        assertThat(search.exitCode()).isZero();
        assertThat(files()).containsExactly("ML", "alice", "data", "deep", "requests", "search", "tensorflow", "torch");
        assertThat(folder.resolve("alice")).hasContent("[900171, 900001, 900188]");
        assertThat(folder.resolve("ML")).hasContent("[900103, 900239]");
    }

    @Test
    void asManyAreAskedForAtOnceAsAllowedAndNoMore() throws Exception {
        CountingSemaphore permits = CountingSemaphore.named("two at once", 2);
        List<Integer> freeWhileTwoAreThere = Collections.synchronizedList(new ArrayList<>());
        CyclicBarrier two = new CyclicBarrier(2, () -> freeWhileTwoAreThere.add(permits.availablePermits()));
        try (LocalServer server = LocalServer.start(exchange -> {
            try {
                two.await();        // nobody is answered alone
            } catch (InterruptedException | BrokenBarrierException e) {
                throw new IOException(e);
            }
            new RecordedAnswers(Duration.ZERO).handle(exchange);
        }); HttpClient client = HttpClient.newHttpClient()) {
            RepositorySearch search = new RepositorySearch(
                    client, server.address(PATH), permits, Duration.ofMinutes(1), folder);
            List<String> words = List.of("search", "torch", "alice", "data", "deep", "ML");
            List<Outcome<? extends List<Long>>> outcomes = EventLoop.run(() -> search.all(words));
            assertThat(outcomes).hasSize(6).allMatch(outcome -> outcome instanceof Outcome.Success);
        }
        assertThat(freeWhileTwoAreThere).containsExactly(0, 0, 0);
        assertThat(permits.availablePermits()).isEqualTo(2);
        assertThat(files()).hasSize(6);
    }

    @Test
    void whatGoesWrongWithOneWordIsToldForThatWord() throws Exception {
        try (LocalServer server = LocalServer.start(troubled())) {
            Search search = search("--address", server.address(PATH).toString());
            assertThat(search.lines()).satisfiesExactly(
                    line -> assertThat(line).isEqualTo("search: 3 owners"),
                    line -> assertThat(line).startsWith("torch: not reached: java.io.IOException"),
                    line -> assertThat(line).isEqualTo("tensorflow: 3 owners"),
                    line -> assertThat(line).isEqualTo("requests: 2 owners"),
                    line -> assertThat(line).isEqualTo("alice: failed: 127.0.0.1 has answered 403"),
                    line -> assertThat(line).startsWith("data: failed: Unrecognized token 'sorry'"),
                    line -> assertThat(line).isEqualTo("deep: failed: the answer has no items"),
                    line -> assertThat(line).isEqualTo("ML: 2 owners"),
                    line -> assertThat(line).startsWith("4 searches done in "));
            assertThat(search.exitCode()).isEqualTo(1);
        }
        assertThat(files()).containsExactly("ML", "requests", "search", "tensorflow");
    }

    private static HttpHandler troubled() {
        return exchange -> {
            switch (RecordedAnswers.keyword(exchange)) {
                case "torch" -> exchange.close();
                case "alice" -> answer(exchange, 403, "{\"message\": \"API rate limit exceeded\"}");
                case "data" -> answer(exchange, 200, "sorry");
                case "deep" -> answer(exchange, 200, "{\"total_count\": 0}");
                default -> new RecordedAnswers(Duration.ZERO).handle(exchange);
            }
        };
    }

    private static void answer(HttpExchange exchange, int status, String text) throws IOException {
        try (exchange) {
            byte[] body = text.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    @Test
    void aRequestHasItsTimeAndNoMore() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        try (LocalServer server = LocalServer.start(exchange -> {
            try (exchange) {
                never.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        })) {
            Search search = search("--address", server.address(PATH).toString(), "--timeout", "0.05", "alice", "deep");
            assertThat(search.lines()).startsWith("alice: no answer within 0.05 s", "deep: no answer within 0.05 s");
            assertThat(search.lines().getLast()).startsWith("0 searches done in ");
            assertThat(search.exitCode()).isEqualTo(1);
        }
        assertThat(files()).isEmpty();
    }

    @Test
    void nobodyIsThere() throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        Search search = search("--address", "http://127.0.0.1:" + port + PATH, "alice");
        assertThat(search.lines().getFirst()).isEqualTo("alice: not reached: java.net.ConnectException");
        assertThat(search.exitCode()).isEqualTo(1);
    }

    @Test
    void aWordThatWasNotRecorded() throws Exception {
        Search search = search("perl");
        assertThat(search.lines().getFirst()).startsWith("perl: failed: ").endsWith(" has answered 404");
    }

    @Test
    void oneFiveOrAllAreAskedForAtOnce() throws Exception {
        assertThat(Printed.by(new DownloadAllSites()::main).lines()).containsExactly(
                "One after another: 960 bytes of 160 pages, 1 asked for at once",
                "With five threads: 960 bytes of 160 pages, 5 asked for at once",
                "In an event loop: 960 bytes of 160 pages, 160 asked for at once");
    }
}
