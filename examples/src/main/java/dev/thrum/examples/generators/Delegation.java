// SPDX-License-Identifier: Apache-2.0
package dev.thrum.examples.generators;

import dev.thrum.core.Strand;
import dev.thrum.coroutines.Generator;
import dev.thrum.coroutines.GeneratorIterator;
import java.time.Duration;

/// One generator hands out the items of another as if they were its own.
final class Delegation {

    // @start region="delegation"
    static Generator<String> secondary() {
        return Generator.of(out -> {
            for (int i = 0; i < 10; i++) {
                out.yield("SEC " + i);
            }
        });
    }

    static Generator<String> primary(String name) {
        return Generator.of(out -> {
            while (true) {
                out.yieldFrom(secondary());
                out.yield(name);
            }
        });
    }
    // @end region="delegation"

    void main() throws InterruptedException {
        try (GeneratorIterator<String> core = primary("Prim").iterator()) {
            for (int i = 0; i < 12; i++) {
                Strand.sleep(Duration.ofSeconds(1));
                IO.println(i + " " + core.next());
            }
        }
    }
}
