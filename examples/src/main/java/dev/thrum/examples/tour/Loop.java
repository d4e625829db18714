// SPDX-License-Identifier: Apache-2.0

package dev.thrum.examples.tour;

import dev.thrum.coroutines.EventLoop;
import dev.thrum.coroutines.Task;
import dev.thrum.coroutines.Tasks;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;

/// One event loop, and a task for each piece. The tasks run one at a time, and each lets the others run while it awaits
/// its page, so all pages are under way at once; a task that computes awaits nothing, and the others wait for it.
///
/// As only one task runs at a time, all of them share one client, and would share it without a lock even if it were not
/// thread-safe.
record Loop() implements Way {

    @Override
    public Name name() {
        return Name.LOOP;
    }

    @Override
    public String crew(int pieces) {
        return "1 loop, " + Way.count(pieces, "task");
    }

    @Override
    public List<Done> run(List<Piece> pieces, Consumer<Done> progress) throws InterruptedException, ExecutionException {
        try (HttpClient client = Browser.newClient()) {
            Browser browser = address -> await(client, address);
            return EventLoop.run(() -> {
                List<Task<Done>> tasks = new ArrayList<>();
                for (Piece piece : pieces) {
                    String name = "task " + (tasks.size() + 1);
                    tasks.add(EventLoop.spawn(name, () -> {
                        Done done = Done.by(name, piece, browser);
                        progress.accept(done);
                        return done;
                    }));
                }
                return Tasks.gather(tasks);
            });
        }
    }

    /// Asks for the page and lets the other tasks run until it is there.
    private static int await(HttpClient client, URI address) throws IOException, InterruptedException {
        var answer = client.sendAsync(Browser.request(address), BodyHandlers.ofByteArray());
        try {
            return Browser.length(EventLoop.await(answer));
        } catch (ExecutionException e) {
            throw Browser.failure(address, e.getCause() == null ? e : e.getCause());
        }
    }
}
