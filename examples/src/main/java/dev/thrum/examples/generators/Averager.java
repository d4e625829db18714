// SPDX-License-Identifier: Apache-2.0
package dev.thrum.examples.generators;

import dev.thrum.coroutines.Coroutine;
import dev.thrum.coroutines.StopIterationException;

/// A coroutine that takes values in: it keeps a running average of what it is sent.
final class Averager {

    // @start region="averager"
    static Coroutine<Double, Double, Void> averager() {
        return Coroutine.of(self -> {
            double total = 0;
            double average = 0;
            for (int count = 1; ; count++) {
                total += self.yield(average);
                average = total / count;
            }
        });
    }
    // @end region="averager"

    void main() {
        // @start region="send"
        Coroutine<Double, Double, Void> averager = averager();
        IO.println(averager.start());                       // 0.0: up to the first yield, which can now be sent to
        IO.println(averager.send(10.0));                    // 10.0
        IO.println(averager.send(15.0));                    // 12.5
        IO.println(averager.send(20.0));                    // 15.0
        averager.close();
        try {
            averager.send(20.0);
        } catch (StopIterationException end) {
            IO.println("The averager is closed");
        }
        // @end region="send"
    }
}
