// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// `next`, `send`, and the value that a body returns. The other side is `oracle/send.py`.
final class SendPrograms extends Programs {

    @Program(9)
    void nullSentToANewOneStartsIt() {
        Coroutine<Integer, Object, Void> fresh = Coroutine.of(self -> {
            trace("begins");
            trace("got", self.yield(1));
            return null;
        });
        attempt("send null", () -> fresh.send(null));
        attempt("send null", () -> fresh.send(null));
    }

    @Program(9)
    void valueSentToANewOneIsRefused() {
        Coroutine<Integer, String, Void> fresh = Coroutine.of(self -> {
            trace("begins");
            trace("got", self.yield(1));
            return null;
        });
        attempt("send early", () -> fresh.send("early"));
        trace(fresh.state());
        attempt("send too early", () -> fresh.send("too early"));
        attempt("next", fresh::next);
        attempt("send in time", () -> fresh.send("in time"));
    }

    @Program({9, 19})
    void refusedValueLeavesItClosable() {
        Coroutine<Integer, Integer, Void> fresh = Coroutine.of(self -> {
            trace("begins");
            self.yield(1);
            return null;
        });
        attempt("send", () -> fresh.send(1));
        fresh.close();
        trace(fresh.state());
        attempt("send", () -> fresh.send(1));
    }

    @Program(10)
    void sentValueIsWhatYieldReturns() {
        Coroutine<String, Object, Void> echo = Coroutine.of(self -> {
            while (true) {
                trace("got", self.yield("more"));
            }
        });
        attempt("next", echo::next);
        attempt("send 7", () -> echo.send(7));
        attempt("send text", () -> echo.send("text"));
        attempt("send list", () -> echo.send(Arrays.asList(1, null)));
        attempt("send false", () -> echo.send(false));
    }

    @Program(10)
    void nextDeliversNull() {
        Coroutine<Integer, String, Void> steps = Coroutine.of(self -> {
            trace("first", self.yield(1));
            trace("second", self.yield(2));
            trace("third", self.yield(3));
            return null;
        });
        attempt("next", steps::next);
        attempt("next", steps::next);
        attempt("send null", () -> steps.send(null));
        attempt("next", steps::next);
    }

    @Program(10)
    void sendReturnsTheNextItem() {
        Coroutine<Integer, Integer, Void> sums = Coroutine.of(self -> {
            int total = 0;
            while (true) {
                total += self.yield(total);
            }
        });
        attempt("next", sums::next);
        for (int number : List.of(5, -2, 39)) {
            attempt("send", () -> sums.send(number));
        }
    }

    @Program({3, 10})
    void nullIsAnItem() {
        Coroutine<Object, Integer, Void> nulls = Coroutine.of(self -> {
            trace("got", self.yield(null));
            trace("got", self.yield(null));
            return null;
        });
        attempt("next", nulls::next);
        attempt("send null", () -> nulls.send(null));
        attempt("send 1", () -> nulls.send(1));
    }

    @Program({4, 10})
    void twoRunsHaveLocalsOfTheirOwn() {
        Coroutine<Integer, Integer, Void> left = counter(0);
        Coroutine<Integer, Integer, Void> right = counter(100);
        attempt("left", left::next);
        attempt("right", right::next);
        attempt("left 5", () -> left.send(5));
        attempt("right", right::next);
        attempt("right 10", () -> right.send(10));
        attempt("left", left::next);
    }

    private static Coroutine<Integer, Integer, Void> counter(int start) {
        return Coroutine.of(self -> {
            int count = start;
            while (true) {
                Integer step = self.yield(count);
                count += step == null ? 1 : step;
            }
        });
    }

    @Program(10)
    void oneBodyDrivesAnother() {
        Coroutine<Object, Integer, Void> driver = Coroutine.of(self -> {
            Coroutine<Integer, Integer, Void> squares = Coroutine.of(helper -> {
                int number = helper.yield(null);
                while (true) {
                    number = helper.yield(number * number);
                }
            });
            squares.next();
            Integer request = self.yield("ready");
            while (request != null) {
                request = self.yield(squares.send(request) + 1);
            }
            return null;
        });
        attempt("next", driver::next);
        attempt("send 3", () -> driver.send(3));
        attempt("send 4", () -> driver.send(4));
        attempt("next", driver::next);
    }

    @Program(11)
    void afterTheEndSendReportsTheEnd() {
        Coroutine<Integer, Integer, Void> ended = Coroutine.of(self -> {
            self.yield(1);
            return null;
        });
        attempt("next", ended::next);
        attempt("send 2", () -> ended.send(2));
        attempt("send 3", () -> ended.send(3));
        attempt("next", ended::next);
        attempt("send null", () -> ended.send(null));
        trace(ended.state());
    }

    @Program(11)
    void afterAFailureSendReportsTheEnd() {
        Coroutine<Integer, Integer, Void> failed = Coroutine.of(self -> {
            self.yield(1);
            throw new Spam("own");
        });
        attempt("next", failed::next);
        attempt("send 2", () -> failed.send(2));
        attempt("send 3", () -> failed.send(3));
        attempt("next", failed::next);
    }

    @Program(11)
    void sentExceptionIsAValue() {
        Coroutine<Object, Exception, Void> plain = Coroutine.of(self -> {
            Exception got = self.yield(1);
            trace("got", got);
            self.yield(got);
            return null;
        });
        Spam spam = new Spam("sent");
        attempt("next", plain::next);
        trace("same", plain.send(spam) == spam);
        attempt("next", plain::next);
    }

    @Program(11)
    void yieldedExceptionIsAnItem() {
        Spam spam = new Spam("yielded");
        Coroutine<Throwable, Object, Void> plain = Coroutine.of(self -> {
            self.yield(spam);
            self.yield(new ExitSignal());
            return null;
        });
        trace("same", plain.next() == spam);
        attempt("next", plain::next);
        attempt("next", plain::next);
    }

    @Program(11)
    void twoYieldsInOneExpressionRunInOrder() {
        Coroutine<String, Integer, Void> expression = Coroutine.of(self -> {
            trace("difference", self.yield("minuend") - self.yield("subtrahend"));
            return null;
        });
        attempt("next", expression::next);
        attempt("send 10", () -> expression.send(10));
        attempt("send 3", () -> expression.send(3));
    }

    @Program(11)
    void yieldsAsArgumentsRunFromLeftToRight() {
        Coroutine<String, Integer, Void> arguments = Coroutine.of(self -> {
            trace("arguments", self.yield("a"), self.yield("b"), self.yield("c"));
            return null;
        });
        attempt("next", arguments::next);
        for (int number = 1; number <= 3; number++) {
            int sent = number;
            attempt("send", () -> arguments.send(sent));
        }
    }

    @Program(11)
    void yieldOfAYieldPassesTheValueBack() {
        Coroutine<Integer, Integer, Void> nested = Coroutine.of(self -> {
            trace("last", self.yield(self.yield(self.yield(1))));
            return null;
        });
        attempt("next", nested::next);
        for (int number = 2; number <= 4; number++) {
            int sent = number;
            attempt("send", () -> nested.send(sent));
        }
    }

    @Program(12)
    void valueIsDeliveredOnce() {
        Coroutine<Integer, Integer, Integer> once = Coroutine.of(self -> {
            self.yield(1);
            return 42;
        });
        attempt("next", once::next);
        attempt("next", once::next);
        attempt("next", once::next);
        attempt("send 1", () -> once.send(1));
    }

    @Program(12)
    void valueMayDependOnWhatWasSent() {
        Coroutine<Integer, Integer, List<Integer>> collector = Coroutine.of(self -> {
            List<Integer> numbers = new ArrayList<>();
            Integer number = self.yield(0);
            while (number != null) {
                numbers.add(number);
                number = self.yield(numbers.size());
            }
            return numbers;
        });
        attempt("next", collector::next);
        attempt("send 3", () -> collector.send(3));
        attempt("send 4", () -> collector.send(4));
        attempt("next", collector::next);
    }

    @Program(12)
    void valuesOfAllKindsSurvive() {
        Spam spam = new Spam("returned");
        List<Object> nested = List.of(1, Arrays.asList(2, null));
        for (Object value : Arrays.asList(null, 0, false, "", List.of(), nested, spam, stop(7), new ExitSignal())) {
            Coroutine<Object, Object, Object> returning = Coroutine.of(self -> value);
            Throwable end = attempt("next", returning::next);
            trace("same", end instanceof StopIterationException stop && stop.value() == value);
        }
    }

    @Program({3, 12})
    void bodyWithoutAYieldEndsAtOnce() {
        Coroutine<Object, Object, String> empty = Coroutine.of(self -> {
            trace("begins");
            return "early";
        });
        trace(empty.state());
        attempt("send null", () -> empty.send(null));
        trace(empty.state());
        attempt("next", empty::next);
    }

    @Program({6, 12})
    void returnGoesThroughFinally() {
        Coroutine<Object, Integer, String> tidy = Coroutine.of(self -> {
            try {
                self.yield(1);
                return "value";
            } finally {
                trace("finally got", self.yield("in finally"));
            }
        });
        attempt("next", tidy::next);
        attempt("next", tidy::next);
        attempt("send 5", () -> tidy.send(5));
    }

    @Program(12)
    void endIsAResultLikeAnyOther() {
        Coroutine<String, Integer, Integer> questions = Coroutine.of(self -> {
            int first = self.yield("first?");
            int second = self.yield("second?");
            return first + second;
        });
        for (Integer answer : Arrays.asList(null, 20, 22)) {
            switch (questions.resume(answer)) {
                case Step.Yielded(String item) -> trace("yielded", item);
                case Step.Returned(Integer value) -> trace("returned", value);
            }
        }
    }
}
