// SPDX-License-Identifier: Apache-2.0
package dev.thrum.examples.sync;

import dev.thrum.sync.Barrier;
import java.util.Arrays;

/// A barrier: four threads compute in steps, and no one begins a step before all have done the one before it.
///
/// Each thread owns a quarter of the numbers and replaces each by its sum with its left neighbour, which may belong to
/// another thread. Within a step all read the old row and write the new one; at its end the last to arrive runs the
/// barrier's action, which makes the new row the old one. So nobody needs a lock: what is written is one's own, and
/// what is read does not change.
///
/// After n steps from a single 1 there stand the binomial coefficients of n, Pascal's triangle.
///
/// Try: leave the barrier out. Then let one of the threads fail in the third step: what do the others get, and what
/// does Python's `Barrier` do then?
final class PartsAndSum {

    private static final int THREADS = 4;
    private static final int STEPS = 6;

    private int[] row = {1, 0, 0, 0, 0, 0, 0, 0};
    private int[] next = new int[row.length];

    // @start region="barrier"
    private final Barrier endOfStep = Barrier.named("end of step", THREADS, this::publish);

    private void publish() {
        int[] old = row;
        row = next;
        next = old;
        IO.println(Arrays.toString(row));
    }

    private void compute(int from, int to) throws Exception {
        for (int step = 0; step < STEPS; step++) {
            for (int i = from; i < to; i++) {
                next[i] = row[i] + (i == 0 ? 0 : row[i - 1]);
            }
            endOfStep.await();
        }
    }
    // @end region="barrier"

    void main() throws Exception {
        Crew crew = new Crew();
        int part = row.length / THREADS;
        for (int thread = 0; thread < THREADS; thread++) {
            int from = thread * part;
            crew.start("part " + (thread + 1), () -> compute(from, from + part));
        }
        crew.join();
    }
}
