// SPDX-License-Identifier: Apache-2.0

package dev.thrum.examples.tour;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// A small web server with slow pages, for this machine only: the distance to a real server, without the server.
///
/// Every request waits on a virtual thread of its own, so a hundred slow answers cost no more than one: whatever
/// limits the tour's downloads, it is not the server.
final class PageServer implements AutoCloseable {
    /// Connections that may queue up while being accepted; the event loop opens one per page, all at the same moment.
    private static final int BACKLOG = 1_024;

    static {
        // Head and body of an answer are sent one after the other. Unless told not to, the system holds the second
        // back until the first is acknowledged, which takes 40 ms: a delay of its own beside the one that the user
        // asked for.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<URI> addresses = new ArrayList<>();

    private PageServer(HttpServer server) {
        this.server = server;
    }

    /// Serves `pages`, each `delay` after it was asked for.
    ///
    /// @param port where to listen; 0 lets the system choose
    /// @throws TourException if it is not possible to listen there, most likely because another program does
    static PageServer start(Pages pages, int port, Duration delay) throws TourException {
        InetAddress here = InetAddress.getLoopbackAddress();
        HttpServer http;
        try {
            http = HttpServer.create(new InetSocketAddress(here, port), BACKLOG);
        } catch (IOException e) {
            String remedy = "choose another one with --port, or 0 for any that is free";
            throw new TourException("cannot listen on port " + port + ": " + e.getMessage() + "; " + remedy, e);
        }
        PageServer server = new PageServer(http);
        pages.byName().forEach((name, content) -> server.serve(name, content, delay));
        http.setExecutor(server.threads);
        http.start();
        return server;
    }

    private void serve(String name, byte[] content, Duration delay) {
        InetSocketAddress here = server.getAddress();
        URI address = URI.create("http://" + here.getHostString() + ":" + here.getPort() + "/" + name);
        addresses.add(address);
        server.createContext(address.getPath(), exchange -> answer(exchange, content, delay));
    }

    private static void answer(HttpExchange exchange, byte[] content, Duration delay) throws IOException {
        try (exchange) {
            Thread.sleep(delay);
            exchange.sendResponseHeaders(200, content.length);
            exchange.getResponseBody().write(content);
        } catch (InterruptedException _) {
            // The server is being closed; the connection closes with it, and nobody is left to be told.
            Thread.currentThread().interrupt();
        }
    }

    /// Where the pages are.
    List<URI> addresses() {
        return List.copyOf(addresses);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
        threads.close();
    }
}
