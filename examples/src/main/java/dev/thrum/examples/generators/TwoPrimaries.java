// SPDX-License-Identifier: Apache-2.0
package dev.thrum.examples.generators;

import dev.thrum.core.Strand;
import dev.thrum.coroutines.Generator;
import dev.thrum.coroutines.GeneratorIterator;
import java.time.Duration;
import java.util.Random;

/// Two bodies at once, each of which stays where it is while the other goes on. Chance decides which goes on next.
final class TwoPrimaries {

    private static final double THRESHOLD = 0.8;

    private final Random random = new Random(2);

    static Generator<String> secondary(String source) {
        return Generator.of(out -> {
            out.yield("SEC 1 from " + source);
            out.yield("SEC 2 from " + source);
        });
    }

    static Generator<String> primary(String name) {
        return Generator.of(out -> {
            for (int i = 0; i < 1_000; i++) {
                out.yieldFrom(secondary(name));
                out.yield(name + "-" + i);
            }
        });
    }

    void main() throws InterruptedException {
        try (GeneratorIterator<String> first = primary("first prim").iterator();
                GeneratorIterator<String> second = primary("second prim").iterator()) {
            for (int i = 0; i < 30; i++) {
                Strand.sleep(Duration.ofSeconds(1));
                GeneratorIterator<String> core = random.nextDouble() > THRESHOLD ? first : second;
                IO.println(i + "| " + core.next());
            }
        }
    }
}
