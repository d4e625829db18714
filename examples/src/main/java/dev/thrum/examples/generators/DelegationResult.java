// SPDX-License-Identifier: Apache-2.0
package dev.thrum.examples.generators;

import dev.thrum.core.Strand;
import dev.thrum.coroutines.Coroutine;
import java.time.Duration;

/// What a delegate returns is the value of the `yieldFrom`.
final class DelegationResult {

    // @start region="result"
    static Coroutine<String, Object, String> secondary(String source, int i) {
        return Coroutine.of(self -> {
            self.yield("SEC 1 from " + source + " #" + i);
            self.yield("SEC 2 from " + source + " #" + i);
            return source.repeat(i);
        });
    }

    static Coroutine<String, Object, Integer> primary(String name) {
        return Coroutine.of(self -> {
            for (int i = 0; i < 1_000; i++) {
                String result = self.yieldFrom(secondary(name, i));
                IO.println("secondary-" + i + ": " + result);
            }
            return 1_000;
        });
    }
    // @end region="result"

    void main() throws InterruptedException {
        try (Coroutine<String, Object, Integer> core = primary("prim")) {
            for (int i = 0; i < 10; i++) {
                Strand.sleep(Duration.ofSeconds(1));
                IO.println(i + " | " + core.next());
            }
        }
    }
}
