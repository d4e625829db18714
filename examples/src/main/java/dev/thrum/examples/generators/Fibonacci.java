// SPDX-License-Identifier: Apache-2.0
package dev.thrum.examples.generators;

import dev.thrum.coroutines.Generator;
import java.math.BigInteger;
import java.util.stream.Stream;

/// The state of a sequence is the local variables of its body.
final class Fibonacci {

    static Generator<BigInteger> fibonacci() {
        return Generator.of(out -> {
            BigInteger a = BigInteger.ZERO;
            BigInteger b = BigInteger.ONE;
            while (true) {
                out.yield(a);
                BigInteger next = a.add(b);
                a = b;
                b = next;
            }
        });
    }

    void main() {
        try (Stream<BigInteger> numbers = fibonacci().stream()) {
            IO.println(numbers.limit(15).toList());
        }
        try (Stream<BigInteger> numbers = fibonacci().stream()) {
            IO.println(numbers.skip(100).findFirst().orElseThrow());
        }
    }
}
