// SPDX-License-Identifier: Apache-2.0

package dev.thrum.examples.tour;

import java.math.BigInteger;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.IntStream;

/// A job: pieces of work, and what their results amount to.
///
/// @param title  what is done, for people
/// @param pieces the work
/// @param warmUp so many pieces are worked on, untimed, before the job is measured: the JVM compiles code that runs
///               often, and without this the first way would pay for all that come after it
/// @param answer what the results of all pieces amount to; every way has to find the same answer
record Job(Name name, String title, List<Piece> pieces, int warmUp, Function<List<BigInteger>, String> answer) {

    /// The names by which a user asks for a job, in the order in which they run.
    enum Name {
        /// Waiting.
        DOWNLOAD,
        /// Computing, in pieces of equal size.
        SQUARES,
        /// Computing, in pieces that grow harder.
        PRIMES;

        boolean isWaiting() {
            return this == DOWNLOAD;
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    Job {
        pieces = List.copyOf(pieces);
    }

    /// Download each address `repeat` times, in turns.
    ///
    /// @param fixed whether an address sends the same bytes each time. A page of the wide world may change from one
    ///              visit to the next (a page that throws dice does), so there only the number of complete pages is
    ///              compared.
    static Job download(List<URI> addresses, int repeat, boolean fixed) {
        List<Piece> pieces = new ArrayList<>();
        for (int round = 0; round < repeat; round++) {
            addresses.forEach(address -> pieces.add(new Piece.Page(address)));
        }
        String times = repeat == 1 ? "once" : String.format(Locale.ROOT, "%,d times", repeat);
        String title = "Download " + Way.count(addresses.size(), "page") + " " + times;
        // The tour speaks English, and so do its numbers, wherever it runs.
        return new Job(Name.DOWNLOAD, title, pieces, addresses.size(), lengths -> fixed
                ? String.format(Locale.ROOT, "%,d pages of %,d bytes in all", lengths.size(), sum(lengths))
                : String.format(Locale.ROOT, "%,d complete pages", lengths.size()));
    }

    /// Add up the squares of all numbers below `size + x`, for each `x` below `count`.
    static Job squares(int size, int count) {
        List<Piece> pieces = IntStream.range(0, count).<Piece>mapToObj(x -> new Piece.Squares(size + x)).toList();
        String title = String.format(Locale.ROOT, "Add up the squares below %,d + x, for %,d values of x", size, count);
        return new Job(Name.SQUARES, title, pieces, Math.min(5, count),
                sums -> String.format(Locale.ROOT, "%,d", sum(sums)));
    }

    /// Count the primes below `limit`, in `chunks` ranges of equal length.
    static Job primes(int limit, int chunks) {
        List<Piece> pieces = IntStream.range(0, chunks).<Piece>mapToObj(chunk -> new Piece.Primes(
                (int) ((long) limit * chunk / chunks), (int) ((long) limit * (chunk + 1) / chunks))).toList();
        String title = String.format(Locale.ROOT, "Count the primes below %,d in %s",
                limit, Way.count(chunks, "range"));
        return new Job(Name.PRIMES, title, pieces, Math.min(3, chunks),
                counts -> String.format(Locale.ROOT, "%,d primes", sum(counts)));
    }

    private static BigInteger sum(List<BigInteger> results) {
        return results.stream().reduce(BigInteger.ZERO, BigInteger::add);
    }
}
