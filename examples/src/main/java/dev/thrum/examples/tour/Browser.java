// SPDX-License-Identifier: Apache-2.0

package dev.thrum.examples.tour;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;

/// Reads pages. *How* a page is waited for is what the four ways differ in, so each way brings its own browser: one
/// client for all, one per thread, one per process, or one that is awaited.
@FunctionalInterface
interface Browser {
    Duration PATIENCE = Duration.ofSeconds(30);

    /// Reads the page and returns its length in bytes; waits until it is there.
    ///
    /// @throws IOException if the address cannot be reached or does not answer with a complete page; the message
    ///                     names it
    int read(URI address) throws IOException, InterruptedException;

    /// A browser that blocks its thread while it waits.
    static Browser blocking(HttpClient client) {
        return address -> {
            HttpResponse<byte[]> response;
            try {
                response = client.send(request(address), HttpResponse.BodyHandlers.ofByteArray());
            } catch (IOException e) {
                throw failure(address, e);
            }
            return length(response);
        };
    }

    /// A client as a browser would have one. It keeps its connections open from page to page, which is why it is worth
    /// sharing, and it speaks HTTP/1.1, so that a page in flight occupies one connection, in every way alike.
    static HttpClient newClient() {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NORMAL)
                .connectTimeout(PATIENCE)
                .build();
    }

    static HttpRequest request(URI address) {
        return HttpRequest.newBuilder(address).timeout(PATIENCE).header("User-Agent", "thrum-tour").build();
    }

    /// The page's length, once it is sure that this *is* the page, all of it.
    static int length(HttpResponse<byte[]> response) throws IOException {
        if (response.statusCode() != 200) {
            throw new IOException(response.uri() + " answered " + response.statusCode() + " instead of 200");
        }
        int length = response.body().length;
        long promised = response.headers().firstValueAsLong("Content-Length").orElse(length);
        if (length == 0) {
            throw new IOException(response.uri() + " sent no page");
        }
        if (length != promised) {
            throw new IOException(response.uri() + " sent " + length + " of " + promised + " bytes");
        }
        return length;
    }

    /// The client's exceptions often carry no message at all; this one names the address and the reason.
    static IOException failure(URI address, Throwable cause) {
        String reason = switch (cause) {
            case HttpTimeoutException _ -> "no answer within " + PATIENCE.toSeconds() + " s";
            case ConnectException refused when refused.getCause() instanceof ConnectException inner
                    && inner.getCause() instanceof UnresolvedAddressException -> "unknown host";
            case ConnectException _ -> "connection refused";
            case Throwable other when other.getMessage() == null -> other.getClass().getSimpleName();
            case Throwable other -> other.getMessage();
        };
        return new IOException(address + " cannot be read: " + reason, cause);
    }
}
