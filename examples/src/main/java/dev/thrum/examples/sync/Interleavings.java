// SPDX-License-Identifier: Apache-2.0
package dev.thrum.examples.sync;

import dev.thrum.core.Strand;
import dev.thrum.core.VirtualClock;
import dev.thrum.coroutines.EventLoop;
import dev.thrum.coroutines.Task;
import dev.thrum.coroutines.Tasks;
import dev.thrum.sync.Mutex;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.IntUnaryOperator;

/// Two threads, `x = x + 1` and `x = x * 2`, and x is 2: everything that can come out, and what a lock takes away.
///
/// Each reads x, computes, and writes x. The program is run once for every order in which these steps can follow one
/// another, so this is not what was seen by chance but what there is. Without a lock there are four results, two of
/// which, 3 and 4, have lost an update. With a lock 5 and 6 are left: a lock makes each step whole, but does not say
/// who comes first. If that matters too, it has to be said in another way, with an [dev.thrum.sync.Event] for instance.
///
/// How: in an event loop on a virtual clock only one task runs at a time, and the loop can be told which ready task is
/// next. `yieldNow` marks where a thread could be held up. [AllOrders] makes the choices like somebody who walks
/// through a maze with one hand on the wall.
///
/// Try: a third task, `x = x - 1`. How many results now? Then a lock in only two of the three.
final class Interleavings {

    private int x;

    private int compute(IntUnaryOperator step) throws InterruptedException {
        int local = x;
        Strand.yieldNow();
        x = step.applyAsInt(local);
        return x;
    }

    /// One run of both threads, in one order.
    private int run(IntUnaryOperator order, boolean locked) throws Exception {
        Mutex mutex = new Mutex();
        x = 2;
        return EventLoop.builder().clock(new VirtualClock()).order(order).run(() -> {
            List<Task<Integer>> threads = new ArrayList<>();
            for (IntUnaryOperator step : List.<IntUnaryOperator>of(value -> value + 1, value -> value * 2)) {
                threads.add(EventLoop.spawn(() -> locked ? mutex.locked(() -> compute(step)) : compute(step)));
            }
            Tasks.gather(threads);
            return x;
        });
    }

    /// Every sequence of choices, one after another.
    private static final class AllOrders implements IntUnaryOperator {

        private record Choice(int taken, int of) {}

        private final List<Choice> path = new ArrayList<>();
        private int at;

        @Override
        public int applyAsInt(int ready) {
            if (at == path.size()) {
                path.add(new Choice(0, ready));
            }
            return path.get(at++).taken();
        }

        /// Goes back to the last choice that has an alternative left, and takes that.
        boolean advance() {
            at = 0;
            while (!path.isEmpty()) {
                Choice last = path.removeLast();
                if (last.taken() + 1 < last.of()) {
                    path.add(new Choice(last.taken() + 1, last.of()));
                    return true;
                }
            }
            return false;
        }
    }

    void main() throws Exception {
        IO.println("Without a lock: " + results(false));
        IO.println("With a lock: " + results(true));
    }

    private SortedSet<Integer> results(boolean locked) throws Exception {
        SortedSet<Integer> results = new TreeSet<>();
        AllOrders orders = new AllOrders();
        do {
            results.add(run(orders, locked));
        } while (orders.advance());
        return results;
    }
}
