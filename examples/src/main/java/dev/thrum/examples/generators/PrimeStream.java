// SPDX-License-Identifier: Apache-2.0
package dev.thrum.examples.generators;

import dev.thrum.coroutines.Generator;
import java.util.stream.Stream;

/// An endless sequence, of which everybody takes as much as they need.
final class PrimeStream {

    // @start region="primes"
    static Generator<Integer> primes() {
        return Generator.of(out -> {
            for (int n = 2; ; n++) {
                if (isPrime(n)) {
                    out.yield(n);
                }
            }
        });
    }
    // @end region="primes"

    private static boolean isPrime(int n) {
        for (int i = 2; i * i <= n; i++) {
            if (n % i == 0) {
                return false;
            }
        }
        return true;
    }

    void main() {
        // @start region="stream"
        try (Stream<Integer> primes = primes().stream()) {
            primes.takeWhile(prime -> prime < 30).forEach(IO::println);
        } // here the body has been unwound
        // @end region="stream"
    }
}
