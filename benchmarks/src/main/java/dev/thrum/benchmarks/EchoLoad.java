// SPDX-License-Identifier: Apache-2.0

package dev.thrum.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// The client of servers that send back what they get: 100 connections on one thread, each with one message of 64 bytes
/// under way. Prints a name and the nanoseconds from one answer to the next a line.
///
/// Each server is a process of its own, started and ended in turn. Client and server share the machine, and both do
/// what they can: the figure is what the two together need, unless one of them has nothing to do.
public final class EchoLoad {

    private static final int CONNECTIONS = 100;
    private static final Duration WARM_UP = Duration.ofSeconds(2);
    private static final Duration MEASURED = Duration.ofSeconds(2);

    /// Not the largest number of carriers: a server reads its standard input meanwhile, which blocks a carrier, and the
    /// JDK starts another one for that time.
    private static final List<String> ONE_CARRIER = List.of("-Djdk.virtualThreadScheduler.parallelism=1");

    private final ByteBuffer buffer = ByteBuffer.allocateDirect(EchoServers.MESSAGE);
    private long answers;

    private EchoLoad() {}

    /// How much of an answer has come.
    private static final class Answer {
        int bytes;
    }

    /// Measures and prints.
    ///
    /// @param arguments none
    /// @throws Exception if a server fails
    public static void main(String[] arguments) throws Exception {
        print("eventLoop", java("eventLoop", List.of()));
        print("virtualThreadPerConnection", java("virtualThreadPerConnection", List.of()));
        if (Program.pythonVersion().isPresent()) {
            print("asyncio", List.of("python3", "-B", Path.of("python", "echo_server.py").toString()));
        }
        print("eventLoopOnOneCarrier", java("eventLoop", ONE_CARRIER));
        print("virtualThreadPerConnectionOnOneCarrier", java("virtualThreadPerConnection", ONE_CARRIER));
        print("platformThreadPerConnection", java("platformThreadPerConnection", List.of()));
        print("connectionsOnVirtualThreads", java("connectionsOnVirtualThreads", List.of()));
        print("selectorLoop", java("selectorLoop", List.of()));
    }

    private static List<String> java(String server, List<String> options) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Xmx512m");
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), EchoServers.class.getName(), server));
        return command;
    }

    private static void print(String name, List<String> command) throws IOException, InterruptedException {
        Process server = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        try (BufferedReader output = server.inputReader()) {
            String port = output.readLine();
            if (port == null) {
                throw new IOException(command + " has not said where it listens");
            }
            System.out.println(name + " " + new EchoLoad().nanosPerAnswer(Integer.parseInt(port)));
        } finally {
            server.outputWriter().close();
            if (!server.waitFor(1, TimeUnit.SECONDS)) {
                server.destroyForcibly().waitFor();
            }
        }
    }

    private double nanosPerAnswer(int port) throws IOException {
        try (Selector selector = Selector.open()) {
            List<SocketChannel> channels = new ArrayList<>();
            for (int i = 0; i < CONNECTIONS; i++) {
                SocketChannel channel =
                        SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
                channel.configureBlocking(false);
                channel.register(selector, SelectionKey.OP_READ, new Answer());
                channel.write(buffer.clear());
                channels.add(channel);
            }
            run(selector, WARM_UP);
            answers = 0;
            long took = run(selector, MEASURED);
            if (answers == 0) {
                throw new IOException("The server on port " + port + " does not answer");
            }
            double nanos = (double) took / answers;
            for (SocketChannel channel : channels) {
                channel.close();
            }
            return nanos;
        }
    }

    /// @return for how many nanoseconds it has run
    private long run(Selector selector, Duration duration) throws IOException {
        long start = System.nanoTime();
        long took = 0;
        while (took < duration.toNanos()) {
            selector.select(this::talk, 100);
            took = System.nanoTime() - start;
        }
        return took;
    }

    private void talk(SelectionKey key) {
        try {
            SocketChannel channel = (SocketChannel) key.channel();
            Answer answer = (Answer) key.attachment();
            int read = channel.read(buffer.clear());
            if (read < 0) {
                throw new IOException("The server has closed a connection");
            }
            answer.bytes += read;
            if (answer.bytes == EchoServers.MESSAGE) {
                answer.bytes = 0;
                answers++;
                channel.write(buffer.clear());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
