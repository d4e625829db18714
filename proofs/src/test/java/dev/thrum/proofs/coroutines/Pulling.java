// SPDX-License-Identifier: Apache-2.0

package dev.thrum.proofs.coroutines;

import dev.thrum.coroutines.Generator;
import dev.thrum.coroutines.GeneratorBody;
import dev.thrum.coroutines.GeneratorIterator;
import dev.thrum.coroutines.StopIterationException;
import dev.thrum.proofs.Unchecked;
import dev.thrum.proofs.core.Waiting;
import java.util.concurrent.atomic.AtomicInteger;

/// A generator that counts, what its consumers see as numbers, and what is left of it.
final class Pulling {
    /// The answer to a call that came while another one was at work.
    static final int BUSY = 0;

    /// The answer to a call that came after the end.
    static final int ENDED = -1;

    final GeneratorIterator<Integer> items;

    private final Traces traces = new Traces();

    /// Counts from 1 to a last number. Nothing runs yet.
    Pulling(int last) {
        this(last, 0);
    }

    private Pulling(int last, int ahead) {
        Generator<Integer> numbers = Generator.of(counting(last, traces));
        items = (ahead == 0 ? numbers : numbers.prefetch(ahead)).iterator();
    }

    /// Counts from 1 to a last number, some numbers ahead of the consumer.
    static Pulling ahead(int last, int ahead) {
        return new Pulling(last, ahead);
    }

    /// What the body leaves behind. It lies apart, since a body that can reach its own iterator would never be
    /// collected.
    private static final class Traces {
        private final AtomicInteger cleanUps = new AtomicInteger();
        private volatile Thread thread;
    }

    private static GeneratorBody<Integer> counting(int last, Traces traces) {
        return out -> {
            traces.thread = Thread.currentThread();
            try {
                for (int i = 1; i <= last; i++) {
                    out.yield(i);
                }
            } finally {
                traces.cleanUps.incrementAndGet();
            }
        };
    }

    /// {@return the next number, [#BUSY] or [#ENDED]}
    int next() {
        try {
            return items.next();
        } catch (StopIterationException end) {
            return ENDED;
        } catch (IllegalStateException refusal) {
            return busy(refusal);
        }
    }

    /// {@return 1 if it is closed, or [#BUSY]}
    int close() {
        try {
            items.close();
            return 1;
        } catch (IllegalStateException refusal) {
            return busy(refusal);
        }
    }

    private static int busy(IllegalStateException refusal) {
        if (!refusal.getMessage().contains("already executing")) {
            throw refusal;
        }
        return BUSY;
    }

    /// {@return how often the body has been left, or -1 if its thread does not end}
    int cleanUps() {
        Unchecked.run(() -> {
            if (!traces.thread.join(Waiting.LIMIT)) {
                traces.cleanUps.set(-1);
            }
        });
        return traces.cleanUps.get();
    }
}
