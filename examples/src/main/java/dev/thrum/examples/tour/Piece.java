// SPDX-License-Identifier: Apache-2.0

package dev.thrum.examples.tour;

import java.io.IOException;
import java.io.Serializable;
import java.math.BigInteger;
import java.net.URI;

/// One piece of a job: small enough that many of them can be shared out, large enough to be worth it.
///
/// A piece is a value. It knows nothing about who runs it, so the same piece runs in the main thread, in a pool
/// thread, in a task of an event loop and, because it can be serialized, in another process. That is the whole trick
/// of the tour: the work stays the same, only the way changes.
sealed interface Piece extends Serializable permits Piece.Page, Piece.Squares, Piece.Primes {

    /// What a reader of the time-line sees.
    String label();

    /// Does the work. Only a [Page] uses the `browser`; a computation keeps its processor busy and needs nobody.
    BigInteger work(Browser browser) throws IOException, InterruptedException;

    /// Download one page: almost nothing but waiting. The result is its number of bytes.
    record Page(URI address) implements Piece {
        @Override
        public String label() {
            return address.toString();
        }

        @Override
        public BigInteger work(Browser browser) throws IOException, InterruptedException {
            return BigInteger.valueOf(browser.read(address));
        }
    }

    /// Add up the squares of all numbers below `limit`: nothing but computing.
    record Squares(int limit) implements Piece {
        /// A Python `int` grows as needed. A Java `long` does not: the sum for 5,000,000 is some 4 * 10^19, and
        /// `long` ends at 9 * 10^18, silently. So the sum is taken in blocks whose own sum surely fits, and the
        /// blocks are added exactly.
        private static final int BLOCK = 100_000;

        @Override
        public String label() {
            return "sum of squares below " + limit;
        }

        @Override
        public BigInteger work(Browser browser) {
            BigInteger total = BigInteger.ZERO;
            for (int start = 0; start < limit; start += BLOCK) {
                total = total.add(BigInteger.valueOf(block(start, Math.min(start + BLOCK, limit))));
            }
            return total;
        }

        private static long block(int from, int to) {
            long sum = 0;
            for (int number = from; number < to; number++) {
                sum += (long) number * number;
            }
            return sum;
        }
    }

    /// Count the primes of `from <= number < to` by trial division: nothing but computing, and more of it the larger
    /// the numbers are. Pieces of equal length are therefore not equally hard.
    record Primes(int from, int to) implements Piece {
        @Override
        public String label() {
            return "primes from " + from + " to " + (to - 1);
        }

        @Override
        public BigInteger work(Browser browser) {
            int count = 0;
            for (int number = from; number < to; number++) {
                if (isPrime(number)) {
                    count++;
                }
            }
            return BigInteger.valueOf(count);
        }

        static boolean isPrime(int number) {
            for (int divisor = 2; divisor <= (int) Math.sqrt(number); divisor++) {
                if (number % divisor == 0) {
                    return false;
                }
            }
            return number >= 2;
        }
    }
}
