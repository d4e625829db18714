// SPDX-License-Identifier: Apache-2.0

package dev.thrum.examples.tour;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The tour started as a user starts it, with everything that its process writes.
class TourProcessTest {
    @TempDir
    Path folder;

    @Test
    void endsWellAndLeavesItsReport() throws Exception {
        Ran ran = tour("--quick", "--no-progress", "--processes", "2");

        assertThat(ran.exitCode()).as(ran.err()).isZero();
        assertThat(ran.err()).isEmpty();
        assertThat(folder.resolve("thrum-tour.html")).isNotEmptyFile();
    }

    @Test
    void speaksEnglishInEveryCountry() throws Exception {
        Ran ran = start(List.of("-Duser.language=ar", "-Duser.country=EG"), "--quick", "--no-progress");

        assertThat(ran.exitCode()).as(ran.err()).isZero();
        assertThat(ran.out() + Files.readString(folder.resolve("thrum-tour.html"))).matches("\\P{InArabic}*");
    }

    @Test
    void showsItsOptions() throws Exception {
        Ran ran = tour("--help");

        assertThat(ran.exitCode()).isZero();
        assertThat(ran.out()).contains("--ways", "sequential, threads, loop, processes", "download, squares, primes");
        assertThat(ran.lines()).allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(100));
    }

    @Test
    void endsWithCodeTwoWhenAnOptionIsWrong() throws Exception {
        Ran ran = tour("--threads", "0");

        assertThat(ran.exitCode()).isEqualTo(2);
        assertThat(ran.err().lines()).singleElement().asString().startsWith("thrum-tour: ").contains("--threads");
    }

    @ParameterizedTest
    @EnumSource(Way.Name.class)
    void endsWithCodeOneAndOneLineWhenThePagesFailHalfWay(Way.Name way) throws Exception {
        // The warm-up asks once or twice; what follows is to fail in the midst of the measured way.
        AtomicInteger left = new AtomicInteger(6);
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            try (exchange) {
                exchange.sendResponseHeaders(left.getAndDecrement() > 0 ? 200 : 503, 2);
                exchange.getResponseBody().write(new byte[2]);
            }
        });
        server.start();
        try {
            String address = "http://127.0.0.1:" + server.getAddress().getPort() + "/";

            Ran ran = tour("--quick", "--no-progress", "--jobs", "download", "--ways", way.toString(),
                    "--urls", address, "--repeat", "20", "--processes", "2");

            assertThat(ran.exitCode()).isEqualTo(1);
            assertThat(ran.err().lines()).as(ran.err()).singleElement()
                    .isEqualTo("thrum-tour: " + address + " answered 503 instead of 200");
            assertThat(left).hasNegativeValue();
        } finally {
            server.stop(0);
        }
    }

    private Ran tour(String... arguments) throws IOException, InterruptedException {
        return start(List.of(), arguments);
    }

    private Ran start(List<String> jvmOptions, String... arguments) throws IOException, InterruptedException {
        String path = Stream.of("jdk.module.path", "java.class.path")
                .map(name -> System.getProperty(name, ""))
                .collect(Collectors.joining(File.pathSeparator));
        Path out = folder.resolve("out.txt");
        Path err = folder.resolve("err.txt");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvmOptions);
        command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-cp", path, Tour.class.getName()));
        command.addAll(List.of(arguments));
        Process tour = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        try {
            assertThat(tour.waitFor(2, TimeUnit.MINUTES)).as("the tour comes to an end").isTrue();
        } finally {
            tour.destroyForcibly();
        }
        return new Ran(tour.exitValue(), Files.readString(out), Files.readString(err));
    }
}
