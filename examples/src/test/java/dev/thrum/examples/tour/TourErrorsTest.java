// SPDX-License-Identifier: Apache-2.0

package dev.thrum.examples.tour;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// Whatever goes wrong for a reason that a user can mend: one line that says so, and the exit code.
class TourErrorsTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '"', textBlock = """
            --threads 0;                     '--threads'
            --threads -1;                    '--threads'
            --threads many;                  'many' is not a whole number
            --threads 99999999999;           is not a whole number
            --processes 0;                   '--processes'
            --repeat 0;                      '--repeat'
            --delay -1;                      -1 is less than 0
            --squares 0;                     '--squares'
            --sums 0;                        '--sums'
            --primes 0;                      '--primes'
            --chunks 0;                      '--chunks'
            --primes 10 --chunks 11;         --chunks must not be more than --primes
            --squares 2147483647;            --squares
            --port -1;                       --port must be from 0 to 65535
            --port 65536;                    --port must be from 0 to 65535
            --ways sideways;                 sideways
            --jobs nap;                      nap
            --jobs;                          --jobs
            --urls ftp://localhost/;         'ftp://localhost/'
            --urls localhost;                'localhost'
            --urls http://;                  --urls
            --urls http://localhost/ --port 80;  --urls goes without a server
            --urls http://localhost/ --delay 5;  --urls goes without a server
            --urls http://localhost/ --pages .;  --urls goes without a server
            --fast;                          --fast
            please;                          please
            """)
    void wrongOptions(String arguments, String complaint) {
        Ran ran = Ran.tour(arguments.split(" "));

        assertOneLine(ran, complaint);
        assertThat(ran.exitCode()).isEqualTo(2);
    }

    @Test
    void portInUse() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Ran ran = quickTour("--port", String.valueOf(taken.getLocalPort()));

            assertOneLine(ran, "cannot listen on port " + taken.getLocalPort());
            assertThat(ran.err()).contains("in use").contains("--port");
            assertThat(ran.exitCode()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource(Way.Name.class)
    void addressWithNobodyThere(Way.Name way) throws IOException {
        String address = addressOfNobody();

        Ran ran = quickTour("--urls", address, "--ways", way.toString());

        assertOneLine(ran, address + " cannot be read: connection refused");
        assertThat(ran.exitCode()).isEqualTo(1);
    }

    @Test
    void unknownHost() {
        Ran ran = quickTour("--urls", "http://no-such-host.invalid/");

        assertOneLine(ran, "http://no-such-host.invalid/ cannot be read: unknown host");
        assertThat(ran.exitCode()).isEqualTo(1);
    }

    @Test
    void pageThatIsMissing() throws IOException {
        try (var server = new Answering(404, "gone".getBytes())) {
            Ran ran = quickTour("--urls", server.address());

            assertOneLine(ran, server.address() + " answered 404 instead of 200");
            assertThat(ran.exitCode()).isEqualTo(1);
        }
    }

    @Test
    void pageThatIsEmpty() throws IOException {
        try (var server = new Answering(200, new byte[0])) {
            Ran ran = quickTour("--urls", server.address());

            assertOneLine(ran, server.address() + " sent no page");
            assertThat(ran.exitCode()).isEqualTo(1);
        }
    }

    @Test
    void folderWithoutPages() {
        Ran ran = quickTour("--pages", folder.toString());

        assertOneLine(ran, "there is no page in " + folder);
        assertThat(ran.exitCode()).isEqualTo(1);
    }

    @Test
    void folderThatDoesNotExist() {
        Path nowhere = folder.resolve("nowhere");

        Ran ran = quickTour("--pages", nowhere.toString());

        assertOneLine(ran, "cannot read the pages in " + nowhere);
        assertThat(ran.exitCode()).isEqualTo(1);
    }

    @Test
    void reportThatCannotBeWrittenIsKnownBeforeTheTourBegins() throws IOException {
        for (Path report : List.of(folder, folder.resolve("nowhere/report.html"))) {
            Ran ran = Ran.tour("--quick", "--report", report.toString());

            assertOneLine(ran, "cannot write the report " + report);
            assertThat(ran.exitCode()).isEqualTo(1);
        }
        assertThat(Files.list(folder)).isEmpty();
    }

    private Ran quickTour(String... arguments) {
        List<String> all = new ArrayList<>(List.of("--quick", "--no-progress", "--jobs", "download",
                "--report", folder.resolve("report.html").toString()));
        all.addAll(List.of(arguments));
        return Ran.tour(all.toArray(String[]::new));
    }

    private static void assertOneLine(Ran ran, String complaint) {
        assertThat(ran.err().lines()).hasSize(1);
        assertThat(ran.err()).startsWith("thrum-tour: ").contains(complaint);
        assertThat(ran.out()).isEmpty();
    }

    /// An address that was free a moment ago, and at which nobody listens now.
    private static String addressOfNobody() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return "http://127.0.0.1:" + socket.getLocalPort() + "/";
        }
    }

    /// A server with the same answer to everything.
    private record Answering(HttpServer server) implements AutoCloseable {
        Answering(int status, byte[] body) throws IOException {
            this(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
            server.createContext("/", exchange -> {
                try (exchange) {
                    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
                    exchange.getResponseBody().write(body);
                }
            });
            server.start();
        }

        String address() {
            return "http://127.0.0.1:" + server.getAddress().getPort() + "/page";
        }

        @Override
        public void close() {
            server.stop(0);
        }
    }
}
