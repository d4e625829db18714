// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import dev.thrum.core.CancelScope;
import dev.thrum.core.CancelledException;
import dev.thrum.core.Strand;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/// Generators whose bodies wait between their yields. The other side is `oracle/agens.py`.
///
/// Where `asyncio` tells of a cancellation once, a scope does so at every wait; so clean-up that is to wait does it in a
/// shield.
final class AsyncGeneratorPrograms extends LoopPrograms {

    private Generator<Integer> ticks(long cleanUp) {
        return Generator.of(out -> {
            try {
                for (int number = 1; ; number++) {
                    Strand.sleep(seconds(2));
                    out.yield(number);
                }
            } finally {
                CancelScope.shielded(() -> after(cleanUp, 0).call());
                at("closed");
            }
        });
    }

    private Callable<Boolean> other(long seconds) {
        return () -> {
            Strand.sleep(seconds(seconds));
            return at("other");
        };
    }

    @Program(30)
    void othersGoOnWhileABodyWaits() throws Exception {
        run(() -> {
            Task<Boolean> task = EventLoop.spawn(other(3));
            try (GeneratorIterator<Integer> items = ticks(0).iterator()) {
                while (items.hasNext()) {
                    int number = items.next();
                    at("tick", number);
                    if (number == 3) {
                        break;
                    }
                }
            }
            return task.await();
        });
    }

    @Program(30)
    void othersGoOnWhileABodyIsClosed() throws Exception {
        run(() -> {
            Task<Boolean> task = EventLoop.spawn(other(5));
            try (GeneratorIterator<Integer> items = ticks(10).iterator()) {
                at("tick", items.next());
            }
            at("left");
            return task.await();
        });
    }

    @Program({9, 30})
    void theConsumerIsCancelledWhileTheBodyWaits() throws Exception {
        run(() -> {
            Task<Integer> task = EventLoop.spawn(() -> {
                for (int number : ticks(0)) {
                    at("tick", number);
                }
                return 0;
            });
            Strand.sleep(seconds(5));
            task.cancel("enough");
            outcome("consumer", task::await);
            return 0;
        });
    }

    @Program({9, 30})
    void theConsumerIsCancelledWhileTheBodyCleansUp() throws Exception {
        run(() -> {
            Generator<Integer> numbers = Generator.of(out -> {
                try {
                    out.yield(1);
                } finally {
                    try {
                        Strand.sleep(seconds(10));
                        at("closed");
                    } catch (CancelledException e) {
                        at("disturbed");
                        throw e;
                    }
                }
            });
            Task<Boolean> task = EventLoop.spawn(() -> {
                try (GeneratorIterator<Integer> items = numbers.iterator()) {
                    return at("got", items.next());
                }
            });
            Strand.sleep(seconds(3));
            task.cancel("enough");
            outcome("consumer", task::await);
            return 0;
        });
    }

    @Program(30)
    void aBodyFailsAfterAWait() throws Exception {
        run(() -> {
            Generator<Integer> numbers = Generator.of(out -> {
                out.yield(1);
                Strand.sleep(seconds(2));
                throw new Spam("after a wait");
            });
            outcome("consumer", EventLoop.spawn(() -> {
                for (int number : numbers) {
                    at("got", number);
                }
                return 0;
            })::await);
            return 0;
        });
    }

    @Program(30)
    void aBodyAwaitsTasks() throws Exception {
        run(() -> {
            Generator<Integer> results = Generator.of(out -> {
                List<Task<Integer>> tasks = new ArrayList<>();
                for (int seconds : List.of(3, 1, 2)) {
                    tasks.add(EventLoop.spawn(after(seconds, seconds)));
                }
                for (Task<Integer> task : tasks) {
                    out.yield(task.await());
                }
            });
            for (int result : results) {
                at("result", result);
            }
            return 0;
        });
    }

    @Program(30)
    void twoTasksTakeTurnsWithOneBody() throws Exception {
        run(() -> {
            try (GeneratorIterator<Integer> items = ticks(0).iterator()) {
                Task<Integer> first = EventLoop.spawn(consumer("first", items));
                Strand.sleep(seconds(3));
                return Tasks.gather(List.of(first, EventLoop.spawn(consumer("second", items))));
            }
        });
    }

    private Callable<Integer> consumer(String name, GeneratorIterator<Integer> items) {
        return () -> {
            for (int i = 0; i < 2; i++) {
                at(name, items.next());
                Strand.sleep(seconds(5));
            }
            return 0;
        };
    }

    @Program(30)
    void whatIsSentMakesABodyWait() throws Exception {
        run(() -> {
            try (Coroutine<Integer, Integer, Void> body = Coroutine.of(self -> {
                int waited = 0;
                while (true) {
                    int seconds = self.yield(waited);
                    Strand.sleep(seconds(seconds));
                    waited += seconds;
                }
            })) {
                at(body.start());
                at(body.send(2));
                return at(body.send(5));
            }
        });
    }

    @Program(30)
    void whatIsThrownInMayBeWaitedAbout() throws Exception {
        run(() -> {
            Coroutine<Integer, Object, Integer> body = Coroutine.of(self -> {
                try {
                    self.yield(1);
                } catch (Spam spam) {
                    Strand.sleep(seconds(4));
                    at("caught", spam);
                }
                self.yield(2);
                return 0;
            });
            at(body.next());
            at(body.throwIn(new Spam("thrown in")));
            body.close();
            trace("closed");
            return 0;
        });
    }

    @Program(30)
    void aBodyThatHasNotBegunNeverDoes() throws Exception {
        run(() -> {
            Generator<Integer> numbers = Generator.of(out -> {
                try {
                    at("begun");
                    out.yield(1);
                } finally {
                    at("ended");
                }
            });
            try (GeneratorIterator<Integer> _ = numbers.iterator()) {
                Strand.sleep(seconds(1));
            }
            return at("left");
        });
    }
}
