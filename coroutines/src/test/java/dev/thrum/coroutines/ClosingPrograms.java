// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/// What close returns, and blocks that close. The other side is `oracle/closing.py`.
final class ClosingPrograms extends Programs {

    @Program(13)
    void closeReturnsWhatTheBodyReturnsWhileExiting() {
        for (Object value : Arrays.asList("left", null, List.of(1), new Spam("value"))) {
            Coroutine<Integer, Object, Object> leaving = Coroutine.of(self -> {
                try {
                    self.yield(1);
                    return "not reached";
                } catch (ExitSignal leave) {
                    return value;
                }
            });
            attempt("next", leaving::next);
            attempt("close", leaving::closeForResult);
            attempt("close", leaving::closeForResult);
        }
    }

    @Program(13)
    void closeReturnsNothingIfTheExitComesOut() {
        Coroutine<Integer, Object, Object> leaving = Coroutine.of(self -> {
            try {
                self.yield(1);
            } finally {
                trace("finally");
            }
            return "not reached";
        });
        attempt("next", leaving::next);
        attempt("close", leaving::closeForResult);
    }

    @Program(13)
    void closeReturnsNothingIfItHadNothingToDo() {
        CoroutineBody<Integer, Object, Integer> body = self -> {
            self.yield(1);
            return 2;
        };
        Coroutine<Integer, Object, Integer> fresh = Coroutine.of(body);
        Coroutine<Integer, Object, Integer> finished = Coroutine.of(body);
        attempt("close", fresh::closeForResult);
        attempt("next", finished::next);
        attempt("next", finished::next);
        attempt("close", finished::closeForResult);
    }

    @Program(22)
    void blockClosesWhatItHasOpened() {
        GeneratorIterator<Integer> numbers = Generator.<Integer>of(out -> {
            try {
                for (int i = 0; i < 10; i++) {
                    out.yield(i);
                }
            } finally {
                trace("finally");
            }
        }).iterator();
        try (numbers) {
            while (numbers.hasNext()) {
                int number = numbers.next();
                trace("item", number);
                if (number == 2) {
                    break;
                }
            }
            trace("after the loop");
        }
        trace(numbers.state());
    }

    @Program(22)
    void limitedSequenceIsClosed() {
        Generator<Integer> numbers = Generator.of(out -> {
            try {
                for (int i = 0; ; i++) {
                    trace("makes", i);
                    out.yield(i);
                }
            } finally {
                trace("finally");
            }
        });
        try (Stream<Integer> stream = numbers.stream()) {
            trace("items", stream.limit(3).toList());
            trace("after the last one");
        }
        trace("end");
    }

    @Program(22)
    void failureInTheBlockCloses() {
        GeneratorIterator<Integer> numbers = Generator.<Integer>of(out -> {
            try {
                out.yield(1);
            } finally {
                trace("finally");
            }
        }).iterator();
        try (numbers) {
            trace("item", numbers.next());
            throw new Spam("in the block");
        } catch (Spam spam) {
            trace("caught", spam);
        }
        trace(numbers.state());
    }

    @Program({20, 22})
    void cleanUpMayFailAtTheEndOfTheBlock() {
        GeneratorIterator<Integer> numbers = Generator.<Integer>of(out -> {
            try {
                out.yield(1);
            } finally {
                raise(new Eggs("clean-up"));
            }
        }).iterator();
        try (numbers) {
            trace("item", numbers.next());
        } catch (Eggs eggs) {
            trace("caught", eggs);
        }
        trace(numbers.state());
    }

    @Program(13)
    void closeReturnsTheValueOfTheDelegator() {
        CoroutineBody<Integer, Object, String> inner = self -> {
            try {
                self.yield(1);
                return "not reached";
            } catch (ExitSignal leave) {
                return "inner value";
            }
        };
        Coroutine<Integer, Object, String> leaving = Coroutine.of(self -> {
            try {
                return self.yieldFrom(Coroutine.of(inner));
            } catch (ExitSignal leave) {
                return "outer value";
            }
        });
        attempt("next", leaving::next);
        attempt("close", leaving::closeForResult);
    }

    @Program({13, 21})
    void closeAfterAnIgnoredExitMayReturnAValue() {
        Coroutine<Integer, Object, String> leaving = Coroutine.of(self -> {
            try {
                self.yield(1);
                return "not reached";
            } catch (ExitSignal leave) {
                try {
                    self.yield(2);
                    return "not reached";
                } catch (ExitSignal again) {
                    return "at last";
                }
            }
        });
        attempt("next", leaving::next);
        attempt("close", leaving::closeForResult);
        attempt("close", leaving::closeForResult);
    }
}
