// SPDX-License-Identifier: Apache-2.0
package dev.thrum.examples.generators;

import dev.thrum.coroutines.Generator;
import dev.thrum.coroutines.GeneratorIterator;
import java.util.NoSuchElementException;

/// A generator, a `for` over it, and its items one at a time.
final class GeneratorFunction {

    // @start region="generator"
    static Generator<Integer> numbers() {
        return Generator.of(out -> {
            out.yield(42);
            out.yield(43);
            out.yield(44);
        });
    }
    // @end region="generator"

    void main() {
        // @start region="iterate"
        for (int number : numbers()) {
            IO.println(number);                             // 42, 43, 44
        }

        GeneratorIterator<Integer> iterator = numbers().iterator();
        IO.println(iterator.next());                        // 42: the body stands at its first yield now
        IO.println(iterator.next());                        // 43
        IO.println(iterator.next());                        // 44
        IO.println(iterator.hasNext());                     // false: now the body has ended
        // @end region="iterate"
        try {
            iterator.next();
        } catch (NoSuchElementException e) {
            IO.println("No more, however often one asks");
        }
    }
}
