// SPDX-License-Identifier: Apache-2.0
package dev.thrum.examples.eventloop;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.thrum.core.DeadlineExceededException;
import dev.thrum.coroutines.EventLoop;
import dev.thrum.coroutines.Outcome;
import dev.thrum.sync.CountingSemaphore;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Searches GitHub for the course's eight key words and saves the ids of those who own what was found: the course's
/// `get_many_stats`, and the answer to its question how to make that faster.
///
/// Asked one after another, the course's program took fourteen seconds; here the requests are under way at the same
/// time, and it takes as long as the slowest of them. The work is done by [RepositorySearch].
///
/// Without options it asks a server of its own, with [recorded answers][RecordedAnswers]. With `--real` it asks
/// GitHub, which allows ten such requests a minute to those who do not say who they are.
///
/// Exit codes: 0 if all was found and saved, 1 if something was not, 2 if an option is wrong.
///
/// Try: `--at-once 1`, which is the course's program. And `--timeout 0.1`: what is told, and which files are there?
@Command(
        name = "github-search",
        mixinStandardHelpOptions = true,
        version = "Thrum examples",
        sortOptions = false,
        description = "Searches for repositories by key words and saves the ids of their owners.")
public final class GithubSearch implements Callable<Integer> {

    private static final String REAL = "https://api.github.com/search/repositories";

    @Option(names = "--real", description = "Ask GitHub rather than a server with recorded answers.")
    private boolean isReal;

    @Option(names = "--address", paramLabel = "URL", description = "Ask this address.")
    private @Nullable URI address;

    @Option(names = "--folder", paramLabel = "FOLDER", defaultValue = "github_downloads",
            description = "Where to save the ids, in a file for each key word. Default: ${DEFAULT-VALUE}.")
    private Path folder = Path.of("github_downloads");

    @Option(names = "--at-once", paramLabel = "N", defaultValue = "4",
            description = "How many requests are under way at the same time. Default: ${DEFAULT-VALUE}.")
    private int atOnce = 4;

    @Option(names = "--timeout", paramLabel = "SECONDS", defaultValue = "10",
            description = "How long a request may take. Default: ${DEFAULT-VALUE}.")
    private double timeout = 10;

    @Parameters(paramLabel = "WORD", description = "Key words. Default: those of the course.")
    private List<String> keywords = List.of("search", "torch", "tensorflow", "requests", "alice", "data", "deep", "ML");

    /// The command line's entry.
    void main(String[] arguments) {
        System.exit(new CommandLine(this).execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        if (address != null) {
            return searchAt(address);
        }
        if (isReal) {
            return searchAt(URI.create(REAL));
        }
        try (LocalServer server = LocalServer.start(new RecordedAnswers(Duration.ofMillis(200)))) {
            return searchAt(server.address("/search/repositories"));
        }
    }

    private int searchAt(URI where) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        CountingSemaphore permits = CountingSemaphore.named("requests at once", atOnce);
        Duration patience = Duration.ofMillis((long) (timeout * 1_000));
        long start = System.nanoTime();
        List<Outcome<? extends List<Long>>> outcomes;
        try (HttpClient client = HttpClient.newHttpClient()) {
            var search = new RepositorySearch(client, where, permits, patience, folder);
            outcomes = EventLoop.run(() -> search.all(keywords));
        }
        for (int i = 0; i < keywords.size(); i++) {
            IO.println(keywords.get(i) + ": " + told(outcomes.get(i)));
        }
        long found = outcomes.stream().filter(outcome -> outcome instanceof Outcome.Success).count();
        double seconds = (System.nanoTime() - start) / 1e9;
        IO.println(String.format(Locale.ROOT, "%d searches done in %.2f s", found, seconds));
        return found == keywords.size() ? 0 : 1;
    }

    private String told(Outcome<? extends List<Long>> outcome) {
        return switch (outcome) {
            case Outcome.Success(List<Long> owners) -> owners.size() + " owners";
            case Outcome.Failure(DeadlineExceededException _) -> "no answer within " + timeout + " s";
            case Outcome.Failure(ExecutionException failed) -> "not reached: " + failed.getCause();
            case Outcome.Failure(JsonProcessingException wrong) -> "failed: " + wrong.getOriginalMessage();
            case Outcome.Failure(Throwable cause) -> "failed: " + cause.getMessage();
            case Outcome.Cancelled(var cause) -> "cancelled: " + cause.reason();
        };
    }
}
