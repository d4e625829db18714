// SPDX-License-Identifier: Apache-2.0
package dev.thrum.examples.eventloop;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// A web server for this machine only, with a virtual thread for each request: what limits the lessons is not the
/// server.
final class LocalServer implements AutoCloseable {

    /// Connections that may queue up while being accepted.
    private static final int BACKLOG = 1_024;

    static {
        // Head and body of an answer are sent one after the other. Unless told not to, the system holds the second back
        // until the first is acknowledged, which takes 40 ms.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    private LocalServer(HttpServer server) {
        this.server = server;
    }

    /// Starts a server on a port that is free.
    static LocalServer start(HttpHandler handler) throws IOException {
        HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
        LocalServer server = new LocalServer(http);
        http.createContext("/", handler);
        http.setExecutor(server.threads);
        http.start();
        return server;
    }

    /// An address on this server.
    URI address(String path) {
        InetSocketAddress here = server.getAddress();
        return URI.create("http://" + here.getHostString() + ":" + here.getPort() + path);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
        threads.close();
    }
}
