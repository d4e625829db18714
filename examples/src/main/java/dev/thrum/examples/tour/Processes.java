// SPDX-License-Identifier: Apache-2.0

package dev.thrum.examples.tour;

import dev.thrum.ipc.Completed;
import dev.thrum.ipc.ProcessPool;
import java.io.IOException;
import java.math.BigInteger;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;

/// A few processes, each a JVM with memory of its own, are handed one piece after the other. Pieces and results are all
/// that travels between them.
///
/// Statics are not shared either: every process has its own. So each process opens its own client, once, in the
/// initializer, and keeps it from piece to piece. The time to start the processes counts: it is what this way costs.
record Processes(int count) implements Way {
    /// In a worker process, the browser that its initializer made. The process that runs the tour never needs it.
    private static Browser browser = address -> {
        throw new IllegalStateException("this process has no browser yet to read " + address);
    };

    @Override
    public Name name() {
        return Name.PROCESSES;
    }

    @Override
    public String crew(int pieces) {
        return Way.count(count, "process");
    }

    @Override
    public List<Done> run(List<Piece> pieces, Consumer<Done> progress) throws InterruptedException, ExecutionException {
        Done[] all = new Done[pieces.size()];
        try (ProcessPool pool = ProcessPool.builder().workers(count).initializer(Processes::openBrowser).build()) {
            pool.map(Processes::work, pieces, completed -> {
                if (completed.succeeded()) {
                    Done done = done(pieces.get(completed.index()), completed);
                    all[completed.index()] = done;
                    progress.accept(done);
                }
            });
            // There is no more to do, so nobody has to be waited for, as at the end of Python's "with Pool()".
            pool.terminate();
        }
        return List.of(all);
    }

    /// Runs once in each worker process.
    private static void openBrowser() {
        browser = Browser.blocking(Browser.newClient());
    }

    /// Runs in a worker process, for each piece that is handed to it.
    private static BigInteger work(Piece piece) throws IOException, InterruptedException {
        return piece.work(browser);
    }

    private static Done done(Piece piece, Completed<BigInteger> completed) {
        return new Done("process " + completed.pid(), piece.label(), Done.nanos(completed.start()),
                Done.nanos(completed.end()), Objects.requireNonNull(completed.result()));
    }
}
