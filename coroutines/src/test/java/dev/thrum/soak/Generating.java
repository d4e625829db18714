// SPDX-License-Identifier: Apache-2.0
package dev.thrum.soak;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thrum.core.CancelScope;
import dev.thrum.core.Strand;
import dev.thrum.coroutines.Generator;
import dev.thrum.coroutines.GeneratorIterator;
import java.util.Random;

/// Generators whose bodies wait, and wait once more when they are closed, half-way or at their end.
final class Generating implements Deed {

    private long opened;
    private long closed;

    @Override
    public void run(Random random) throws Exception {
        Generator<Integer> numbers = Generator.of(out -> {
            opened++;
            try {
                for (int i = 0; i < 5; i++) {
                    Strand.sleep(Pauses.brief(random));
                    out.yield(i);
                }
            } finally {
                CancelScope.shielded(() -> {
                    Strand.yieldNow();
                    return closed++;
                });
            }
        });
        try (GeneratorIterator<Integer> iterator = numbers.iterator()) {
            int wanted = random.nextInt(7);
            for (int i = 0; i < wanted && iterator.hasNext(); i++) {
                assertThat(iterator.next()).isEqualTo(i);
                Strand.yieldNow();
            }
        }
    }

    @Override
    public void check() {
        assertThat(closed).as("generators closed").isEqualTo(opened);
    }

    @Override
    public String toString() {
        return "generators: %,d".formatted(opened);
    }
}
