// SPDX-License-Identifier: Apache-2.0
package dev.thrum.examples.eventloop;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/// Answers searches as GitHub does, with what was written down once for each of the course's key words.
///
/// The answers have the form of the real ones, and little of their content; the repositories and their owners are made
/// up.
///
/// @param delay how long each answer takes
record RecordedAnswers(Duration delay) implements HttpHandler {

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Thread.sleep(delay);
            byte[] answer = answerTo(keyword(exchange));
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(answer.length == 0 ? 404 : 200, answer.length == 0 ? -1 : answer.length);
            exchange.getResponseBody().write(answer);
        } catch (InterruptedException _) {
            // The server is being closed; the connection closes with it, and nobody is left to be told.
            Thread.currentThread().interrupt();
        }
    }

    /// The word that is searched for: the query is `q=alice+language:python`.
    static String keyword(HttpExchange exchange) {
        String query = URLDecoder.decode(exchange.getRequestURI().getRawQuery(), StandardCharsets.UTF_8);
        return query.substring("q=".length(), query.indexOf(' '));
    }

    private static byte[] answerTo(String keyword) throws IOException {
        try (InputStream recorded = RecordedAnswers.class.getResourceAsStream("answers/" + keyword + ".json")) {
            return recorded == null ? new byte[0] : recorded.readAllBytes();
        }
    }
}
