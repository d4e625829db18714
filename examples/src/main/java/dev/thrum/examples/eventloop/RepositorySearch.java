// SPDX-License-Identifier: Apache-2.0
package dev.thrum.examples.eventloop;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.thrum.core.CancelScope;
import dev.thrum.coroutines.EventLoop;
import dev.thrum.coroutines.Outcome;
import dev.thrum.coroutines.Task;
import dev.thrum.coroutines.Tasks;
import dev.thrum.sync.CountingSemaphore;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;

/// Searches for repositories by key words, all at the same time, and saves for each word who owns what was found.
///
/// One task for each key word, and one client for all. No more requests than the semaphore allows are under way at
/// once, and each has so much time, counted from when it is sent rather than from when it was wanted. What goes wrong
/// with one word is told for that word, and the others go on.
///
/// @param client sends the requests
/// @param address where to ask
/// @param atOnce how many may be asked at once
/// @param timeout how long each may take
/// @param folder where the files go, one for each word
record RepositorySearch(HttpClient client, URI address, CountingSemaphore atOnce, Duration timeout, Path folder) {

    private static final ObjectMapper JSON = new ObjectMapper();

    // @start region="search"
    /// Searches for all key words.
    ///
    /// @return what has come of each, in their order
    List<Outcome<? extends List<Long>>> all(List<String> keywords) throws InterruptedException {
        List<Task<List<Long>>> searches = new ArrayList<>();
        for (String keyword : keywords) {
            searches.add(EventLoop.spawn(keyword, () -> search(keyword)));
        }
        return Tasks.gatherOutcomes(searches);
    }

    private List<Long> search(String keyword) throws Exception {
        JsonNode found = atOnce.withPermit(() -> CancelScope.timeout(timeout, () -> ask(keyword)));
        List<Long> owners = ownerIds(found);
        EventLoop.blocking(() -> Files.writeString(folder.resolve(keyword), owners.toString()));
        return owners;
    }

    private JsonNode ask(String keyword) throws IOException, ExecutionException, InterruptedException {
        String query = URLEncoder.encode(keyword + " language:python", StandardCharsets.UTF_8);
        HttpRequest request = HttpRequest.newBuilder(URI.create(address + "?q=" + query)).build();
        HttpResponse<String> answer = EventLoop.await(client.sendAsync(request, BodyHandlers.ofString()));
        if (answer.statusCode() != 200) {
            throw new IOException(address.getHost() + " has answered " + answer.statusCode());
        }
        return JSON.readTree(answer.body());
    }
    // @end region="search"

    private static List<Long> ownerIds(JsonNode found) throws IOException {
        if (!found.path("items").isArray()) {
            throw new IOException("the answer has no items");
        }
        List<Long> owners = new ArrayList<>();
        for (JsonNode item : found.path("items")) {
            owners.add(item.path("owner").path("id").asLong());
        }
        return owners;
    }
}
