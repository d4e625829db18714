// SPDX-License-Identifier: Apache-2.0

package dev.thrum.examples.tour;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;

/// A way of getting pieces of work done.
sealed interface Way permits Sequential, Threads, Loop, Processes {

    /// The names by which a user asks for a way, in the order in which they run.
    enum Name {
        SEQUENTIAL, THREADS, LOOP, PROCESSES;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    Name name();

    /// Who works on a job of so many pieces: "5 threads", "1 loop, 160 tasks".
    String crew(int pieces);

    /// Works on all pieces and returns when the last one is done; the first failure ends the others.
    ///
    /// @param progress told about each piece as it is done, by whichever thread did it
    /// @return one entry for each piece, in the order of `pieces`
    List<Done> run(List<Piece> pieces, Consumer<Done> progress)
            throws IOException, InterruptedException, ExecutionException;

    static String count(int number, String thing) {
        return number + " " + thing + (number == 1 ? "" : thing.endsWith("s") ? "es" : "s");
    }
}
