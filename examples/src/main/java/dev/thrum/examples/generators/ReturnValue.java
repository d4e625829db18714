// SPDX-License-Identifier: Apache-2.0
package dev.thrum.examples.generators;

import dev.thrum.coroutines.Coroutine;
import dev.thrum.coroutines.StopIterationException;

/// What a body returns comes with its end.
final class ReturnValue {

    // @start region="returns"
    static Coroutine<Integer, Object, String> numbers() {
        return Coroutine.of(self -> {
            self.yield(42);
            self.yield(43);
            self.yield(44);
            return "string";
        });
    }
    // @end region="returns"

    void main() {
        // @start region="value"
        Coroutine<Integer, Object, String> numbers = numbers();
        IO.println(numbers.next());                         // 42
        IO.println(numbers.next());                         // 43
        IO.println(numbers.next());                         // 44
        try {
            numbers.next();
        } catch (StopIterationException end) {
            IO.println(end.value());                        // string
        }
        // @end region="value"
    }
}
