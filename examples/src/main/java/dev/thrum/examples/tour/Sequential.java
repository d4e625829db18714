// SPDX-License-Identifier: Apache-2.0

package dev.thrum.examples.tour;

import java.io.IOException;
import java.net.http.HttpClient;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// One after another: the simplest way, the easiest to debug, and the measure of all others.
record Sequential() implements Way {

    @Override
    public Name name() {
        return Name.SEQUENTIAL;
    }

    @Override
    public String crew(int pieces) {
        return "1 thread";
    }

    @Override
    public List<Done> run(List<Piece> pieces, Consumer<Done> progress) throws IOException, InterruptedException {
        try (HttpClient client = Browser.newClient()) {
            Browser browser = Browser.blocking(client);
            List<Done> all = new ArrayList<>();
            for (Piece piece : pieces) {
                Done done = Done.by("main", piece, browser);
                progress.accept(done);
                all.add(done);
            }
            return all;
        }
    }
}
