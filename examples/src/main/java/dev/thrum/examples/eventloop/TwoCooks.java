// SPDX-License-Identifier: Apache-2.0
package dev.thrum.examples.eventloop;

import dev.thrum.core.Strand;
import dev.thrum.core.VirtualClock;
import dev.thrum.coroutines.EventLoop;
import dev.thrum.coroutines.Task;
import dev.thrum.coroutines.TaskGroup;
import dev.thrum.coroutines.Tasks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Masha and Dasha make curd fritters. Masha does something else while she waits, Dasha does not: seventeen minutes
/// against thirty-two.
///
/// Both do the same five things, by the same method [Cook#spend]. Dasha calls it five times. Masha starts what only has
/// to be waited for, the curd at the counter and the pan on the stove, as tasks of a group, and leaves the group when
/// both things are done. What she cannot do before she has everything, such as paying, she calls as Dasha does.
///
/// Half an hour on a [VirtualClock] is over at once: when all wait, the clock jumps to the next deadline.
///
/// Try: a third cook who heats the pan before she goes shopping.
final class TwoCooks {

    /// Something done, from one minute to another.
    private record Done(String what, long from, long to) {
        @Override
        public String toString() {
            return "  " + String.format("%-27s", what) + " ".repeat((int) from) + "=".repeat((int) (to - from));
        }
    }

    /// Somebody who does things, and remembers when.
    private static final class Cook {
        private final List<Done> done = new ArrayList<>();

        private static long minute() {
            return EventLoop.time().toMinutes();
        }

        // @start region="cooks"
        private void spend(int minutes, String what) throws InterruptedException {
            long from = minute();
            Strand.sleep(Duration.ofMinutes(minutes));
            done.add(new Done(what, from, minute()));
        }

        Cook inOrder() throws InterruptedException {
            spend(5, "curd is weighed");
            spend(5, "eggs, sugar, berries, flour");
            spend(2, "till");
            spend(10, "pan heats");
            spend(10, "dough");
            return this;
        }

        Cook atOnce() throws Exception {
            new TaskGroup().run(shopping -> {
                shopping.spawn(() -> spend(5, "curd is weighed"));
                shopping.spawn(() -> spend(5, "eggs, sugar, berries, flour"));
            });
            spend(2, "till");
            new TaskGroup().run(cooking -> {
                cooking.spawn(() -> spend(10, "pan heats"));
                cooking.spawn(() -> spend(10, "dough"));
            });
            return this;
        }
        // @end region="cooks"

        void show(String name) {
            IO.println(name + ", " + done.getLast().to() + " minutes");
            done.forEach(IO::println);
        }
    }

    void main() throws Exception {
        // @start region="virtual-clock"
        List<Cook> cooks = EventLoop.builder().clock(new VirtualClock()).run(() -> {
            Task<Cook> masha = EventLoop.spawn("Masha", () -> new Cook().atOnce());
            Task<Cook> dasha = EventLoop.spawn("Dasha", () -> new Cook().inOrder());
            return Tasks.gather(List.of(masha, dasha));
        });
        // @end region="virtual-clock"
        cooks.get(0).show("Masha");
        cooks.get(1).show("Dasha");
    }
}
