// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import java.util.Arrays;
import java.util.List;

/// How a delegate ends: its value, and its failure. The other side is `oracle/results.py`.
final class ResultPrograms extends Programs {

    @Program(27)
    void valueOfTheDelegateIsTheValueOfTheExpression() {
        Coroutine<String, Object, String> delegator = Coroutine.of(self -> {
            trace("value", self.yieldFrom(returning(42)));
            trace("value", self.yieldFrom(returning(null)));
            trace("sum", self.yieldFrom(returning(1)) + self.yieldFrom(returning(2)));
            return self.yieldFrom(returning("last"));
        });
        for (int i = 0; i < 6; i++) {
            attempt("next", delegator::next);
        }
    }

    private static <V> Coroutine<String, Object, V> returning(V value) {
        return Coroutine.of(self -> {
            self.yield("item");
            return value;
        });
    }

    @Program(27)
    void valuesOfAllKindsPass() {
        Spam spam = new Spam("value");
        Coroutine<Object, Object, Void> delegator = Coroutine.of(self -> {
            for (Object value : List.of(Arrays.asList(1, null), spam, stop(3))) {
                trace("same", self.yieldFrom(Coroutine.of(inner -> value)) == value);
            }
            return null;
        });
        attempt("next", delegator::next);
    }

    @Program(27)
    void failureOfTheDelegateUnwindsTheDelegator() {
        Spam spam = new Spam("own");
        CoroutineBody<Integer, Object, Void> inner = self -> {
            try {
                self.yield(1);
                throw spam;
            } finally {
                trace("inner finally");
            }
        };
        Coroutine<Integer, Object, Void> delegator = Coroutine.of(self -> {
            try {
                self.yieldFrom(Coroutine.of(inner));
                trace("not reached");
            } finally {
                trace("outer finally");
            }
            return null;
        });
        attempt("next", delegator::next);
        trace("same", attempt("next", delegator::next) == spam);
        trace(delegator.state());
        attempt("next", delegator::next);
    }

    @Program(27)
    void failureAtOnceCanBeHandled() {
        Coroutine<String, Object, Void> delegator = Coroutine.of(self -> {
            for (Spam failure : List.of(new Spam("first"), new Spam("second"))) {
                try {
                    self.yieldFrom(Coroutine.<String, Object, Void>of(inner -> {
                        trace("inner begins");
                        throw failure;
                    }));
                } catch (Spam spam) {
                    trace("caught", spam, spam == failure);
                }
            }
            self.yield("goes on");
            return null;
        });
        attempt("next", delegator::next);
        attempt("next", delegator::next);
    }

    @Program(27)
    void failureAfterASendCanBeHandled() {
        CoroutineBody<Integer, String, Void> inner = self -> {
            String got = self.yield(1);
            throw new Spam(got);
        };
        Coroutine<Integer, String, Void> delegator = Coroutine.of(self -> {
            try {
                self.yieldFrom(Coroutine.of(inner));
            } catch (Spam spam) {
                trace("caught", spam);
                trace("outer got", self.yield(2));
            }
            return null;
        });
        attempt("next", delegator::next);
        attempt("send", () -> delegator.send("bad"));
        attempt("send", () -> delegator.send("good"));
    }

    @Program({16, 27})
    void endSignalEscapesFromADelegateWrapped() {
        CoroutineBody<Integer, Object, Void> inner = self -> {
            self.yield(1);
            throw stop("inner");
        };
        Coroutine<Integer, Object, Void> delegator = Coroutine.of(self -> {
            try {
                self.yieldFrom(Coroutine.of(inner));
            } catch (IllegalStateException e) {
                trace("caught", e);
            }
            self.yield(2);
            return null;
        });
        attempt("next", delegator::next);
        attempt("next", delegator::next);
    }

    @Program({16, 27})
    void endSignalRaisedByTheDelegatorIsWrappedOnce() {
        CoroutineBody<Integer, Object, Integer> inner = self -> {
            self.yield(1);
            return 2;
        };
        Coroutine<Integer, Object, Void> delegator = Coroutine.of(self -> {
            throw stop(self.yieldFrom(Coroutine.of(inner)));
        });
        attempt("next", delegator::next);
        attempt("next", delegator::next);
    }

    @Program({16, 26})
    void endSignalThrownIntoADelegateIsWrappedThere() {
        CoroutineBody<Integer, Object, Void> inner = self -> {
            self.yield(1);
            return null;
        };
        Coroutine<Integer, Object, String> delegator = Coroutine.of(self -> {
            try {
                self.yieldFrom(Coroutine.of(inner));
                return "not reached";
            } catch (IllegalStateException e) {
                trace("outer caught", e);
                return "outer value";
            }
        });
        attempt("next", delegator::next);
        attempt("throw", () -> delegator.throwIn(stop("thrown")));
    }

    @Program({16, 26})
    void endSignalThrownIntoADelegateMayBeCaughtThere() {
        CoroutineBody<Integer, Object, Object> inner = self -> {
            try {
                self.yield(1);
                return "not reached";
            } catch (StopIterationException stop) {
                trace("inner caught", stop);
                return stop.value();
            }
        };
        Coroutine<Integer, Object, String> delegator = Coroutine.of(
                self -> self.yieldFrom(Coroutine.of(inner)) + " and more");
        attempt("next", delegator::next);
        attempt("throw", () -> delegator.throwIn(stop("thrown")));
    }

    @Program({12, 30})
    void valueThatADelegateHasGivenIsGone() {
        Coroutine<Integer, Object, String> delegate = Coroutine.of(self -> {
            self.yield(1);
            return "value";
        });
        Coroutine<Integer, Object, Void> delegator = Coroutine.of(self -> {
            trace("value", self.yieldFrom(delegate));
            trace("value", self.yieldFrom(delegate));
            return null;
        });
        attempt("next", delegator::next);
        attempt("next", delegator::next);
    }

    @Program({27, 30})
    void failedDelegateHasNothingLeft() {
        Coroutine<String, Object, Void> delegate = Coroutine.of(self -> {
            throw new Spam("own");
        });
        Coroutine<String, Object, Void> delegator = Coroutine.of(self -> {
            try {
                self.yieldFrom(delegate);
            } catch (Spam spam) {
                trace("outer caught", spam);
            }
            trace("value", self.yieldFrom(delegate));
            self.yield("after");
            return null;
        });
        attempt("next", delegator::next);
        trace(delegate.state());
    }

    @Program({24, 30})
    void delegateEndsWithItsUse() {
        for (boolean isClosed : new boolean[] {false, true}) {
            Coroutine<Integer, Object, String> delegate = Coroutine.of(self -> {
                self.yield(1);
                return "value";
            });
            Coroutine<Integer, Object, Void> delegator = Coroutine.of(self -> {
                trace("value", self.yieldFrom(delegate));
                return null;
            });
            attempt("next", delegator::next);
            if (isClosed) {
                close(delegator);
            } else {
                attempt("next", delegator::next);
            }
            trace(delegate.state());
            attempt("inner next", delegate::next);
            attempt("inner throw", () -> delegate.throwIn(new Spam("thrown")));
        }
    }
}
