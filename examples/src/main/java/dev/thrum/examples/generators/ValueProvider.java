// SPDX-License-Identifier: Apache-2.0
package dev.thrum.examples.generators;

import dev.thrum.coroutines.Coroutine;
import dev.thrum.coroutines.Step;
import java.util.Iterator;
import java.util.List;
import java.util.function.UnaryOperator;

/// Values that are sent to one coroutine reach the one that it delegates to.
///
/// Takes its values from a script, or from the console if it is started with `--ask`.
final class ValueProvider {

    // @start region="provider"
    static Coroutine<String, Integer, Integer> computer() {
        return Coroutine.of(self -> {
            int x = self.yield("computer: get val x ");
            int y = self.yield("computer: get val y ");
            return x * x + y;
        });
    }

    static Coroutine<String, Integer, Integer> provider() {
        return Coroutine.of(self -> {
            int first = self.yieldFrom(computer());
            IO.println("provider: got " + first + " from computer");
            int second = self.yieldFrom(computer());
            IO.println("provider: got " + second + " from computer");
            return first + second + 100;
        });
    }
    // @end region="provider"

    void main(String[] arguments) {
        boolean ask = List.of(arguments).contains("--ask");
        converse(ask ? IO::readln : script("3", "1", "5", "2"));
    }

    private static UnaryOperator<String> script(String... lines) {
        Iterator<String> script = List.of(lines).iterator();
        return prompt -> {
            String line = script.next();
            IO.println(prompt + line);
            return line;
        };
    }

    private static void converse(UnaryOperator<String> input) {
        // @start region="converse"
        try (Coroutine<String, Integer, Integer> provider = provider()) {
            String prompt = provider.start();
            while (true) {
                switch (provider.resume(Integer.valueOf(input.apply(prompt)))) {
                    case Step.Yielded(String next) -> prompt = next;
                    case Step.Returned(Integer value) -> {
                        IO.println("provider: returned " + value);
                        return;
                    }
                }
            }
        }
        // @end region="converse"
    }
}
