// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import java.util.List;

/// Delegates that have begun, that have ended, and generators. The other side is `oracle/delegates.py`.
final class DelegatePrograms extends Programs {

    @Program(30)
    void emptyDelegatesTakeNoStep() {
        Coroutine<Integer, Object, Void> outer = Coroutine.of(self -> {
            self.yieldFrom(List.of());
            trace("value", (Object) null); // the expression has no value in Java
            trace("value", self.yieldFrom(Coroutine.of(nothing -> {
                trace("nothing begins");
                return "nothing";
            })));
            self.yield(1);
            self.yieldFrom(List.of());
            return null;
        });
        attempt("next", outer::next);
        attempt("next", outer::next);
    }

    @Program(30)
    void delegateThatHadStartedGoesOn() {
        Coroutine<Integer, String, String> delegate = Coroutine.of(self -> {
            for (int i = 0; i < 4; i++) {
                trace("inner got", self.yield(i));
            }
            return "inner value";
        });
        attempt("inner next", delegate::next);
        attempt("inner send", () -> delegate.send("alone"));
        Coroutine<Integer, String, Void> outer = Coroutine.of(self -> {
            trace("value", self.yieldFrom(delegate));
            return null;
        });
        attempt("next", outer::next);
        attempt("send", () -> outer.send("through"));
        attempt("send", () -> outer.send("the end"));
        trace(delegate.state());
    }

    @Program(30)
    void delegateThatHadStartedIsThrownInto() {
        Coroutine<Integer, Object, Void> delegate = Coroutine.of(self -> {
            self.yield(1);
            while (true) {
                try {
                    self.yield(2);
                } catch (Spam spam) {
                    trace("inner caught", spam);
                }
            }
        });
        attempt("inner next", delegate::next);
        Coroutine<Integer, Object, String> outer = Coroutine.of(self -> {
            try {
                self.yieldFrom(delegate);
                return "not reached";
            } catch (Eggs eggs) {
                trace("outer caught", eggs);
                return "done";
            }
        });
        attempt("next", outer::next);
        attempt("throw", () -> outer.throwIn(new Spam("thrown")));
        attempt("throw", () -> outer.throwIn(new Eggs("thrown")));
        trace(outer.state(), delegate.state());
    }

    @Program({18, 30})
    void delegateThatHadStartedIsClosed() {
        Coroutine<Integer, Object, Void> delegate = Coroutine.of(self -> {
            try {
                self.yield(1);
                self.yield(2);
            } finally {
                trace("inner finally");
            }
            return null;
        });
        attempt("inner next", delegate::next);
        Coroutine<Integer, Object, Void> outer = Coroutine.of(self -> {
            try {
                return self.yieldFrom(delegate);
            } finally {
                trace("outer finally", delegate.state());
            }
        });
        attempt("next", outer::next);
        close(outer);
        attempt("inner next", delegate::next);
    }

    @Program({27, 30})
    void delegateThatHadStartedFails() {
        Spam spam = new Spam("own");
        Coroutine<Integer, Object, Void> delegate = Coroutine.of(self -> {
            self.yield(1);
            self.yield(2);
            throw spam;
        });
        attempt("inner next", delegate::next);
        Coroutine<Integer, Object, Void> outer = Coroutine.of(self -> {
            try {
                self.yieldFrom(delegate);
            } catch (Spam caught) {
                trace("outer caught", caught, caught == spam);
            }
            return null;
        });
        attempt("next", outer::next);
        attempt("next", outer::next);
        trace(delegate.state());
    }

    @Program({29, 30})
    void delegateThatHadStartedReplacesTheExit() {
        Coroutine<Integer, Object, Void> delegate = Coroutine.of(self -> {
            try {
                self.yield(1);
                self.yield(2);
            } finally {
                raise(new Spam("clean-up"));
            }
            return null;
        });
        attempt("inner next", delegate::next);
        Coroutine<Integer, Object, Void> outer = Coroutine.of(self -> self.yieldFrom(delegate));
        attempt("next", outer::next);
        trace("context", context(close(outer)));
        trace(outer.state(), delegate.state());
    }

    @Program({29, 30})
    void delegateThatHadStartedIgnoresTheExit() {
        Coroutine<Integer, Object, Void> delegate = Coroutine.of(self -> {
            while (true) {
                try {
                    self.yield(1);
                } catch (ExitSignal leave) {
                    trace("inner ignores it");
                    self.yield(2);
                }
            }
        });
        attempt("inner next", delegate::next);
        Coroutine<Integer, Object, Void> outer = Coroutine.of(self -> {
            try {
                return self.yieldFrom(delegate);
            } finally {
                trace("outer finally");
            }
        });
        attempt("next", outer::next);
        close(outer);
        trace(outer.state());
    }

    @Program(30)
    void endedDelegatesHaveNoValueLeft() {
        CoroutineBody<String, Object, String> inner = self -> "value";
        Coroutine<String, Object, String> finished = Coroutine.of(inner);
        Coroutine<String, Object, String> closed = Coroutine.of(inner);
        attempt("inner next", finished::next);
        closed.close();
        Coroutine<String, Object, Void> outer = Coroutine.of(self -> {
            for (Coroutine<String, Object, String> delegate : List.of(finished, closed)) {
                trace("value", self.yieldFrom(delegate));
            }
            self.yield("after");
            return null;
        });
        attempt("next", outer::next);
    }

    @Program({24, 30})
    void delegateOutlivesADelegatorThatLetItGo() {
        Coroutine<Object, Object, Void> delegate = Coroutine.of(self -> {
            try {
                self.yield(1);
            } catch (Spam spam) {
                self.yield("kept");
            }
            self.yield("last");
            return null;
        });
        attempt("inner next", delegate::next);
        Coroutine<Object, Object, Void> outer = Coroutine.of(self -> {
            trace("value", self.yieldFrom(delegate));
            return null;
        });
        attempt("throw", () -> outer.throwIn(new Spam("before it began")));
        trace(outer.state(), delegate.state());
        attempt("inner next", delegate::next);
    }

    @Program({26, 28})
    void generatorAsADelegate() {
        Generator<Object> numbers = Generator.of(out -> {
            try {
                out.yield(1);
                out.yield(2);
            } finally {
                trace("numbers end");
            }
        });
        Coroutine<Object, Object, Void> outer = Coroutine.of(self -> {
            self.yieldFrom(numbers);
            self.yield("between");
            self.yieldFrom(numbers);
            return null;
        });
        for (int i = 0; i < 4; i++) {
            attempt("next", outer::next);
        }
        close(outer);
    }

    @Program({26, 28})
    void throwReachesAGeneratorThatIsADelegate() {
        Generator<Integer> numbers = Generator.of(out -> {
            try {
                out.yield(1);
            } catch (Spam spam) {
                trace("numbers caught", spam);
            }
            out.yield(2);
        });
        Coroutine<Integer, Object, Void> outer = Coroutine.of(self -> {
            try {
                self.yieldFrom(numbers);
            } finally {
                trace("outer finally");
            }
            return null;
        });
        attempt("next", outer::next);
        attempt("throw", () -> outer.throwIn(new Spam("thrown")));
        attempt("throw", () -> outer.throwIn(new Eggs("thrown")));
    }

    @Program({18, 26})
    void generatorsOfGeneratorsAreUnwoundInnerToOuter() {
        GeneratorIterator<Integer> items = descent(1).iterator();
        try (items) {
            while (items.hasNext()) {
                int item = items.next();
                trace("item", item);
                if (item == 3) {
                    break;
                }
            }
        }
        trace(items.state());
    }

    private Generator<Integer> descent(int depth) {
        return Generator.of(out -> {
            try {
                out.yield(depth);
                if (depth < 3) {
                    out.yieldFrom(descent(depth + 1));
                }
            } finally {
                trace(depth, "finally");
            }
        });
    }

    @Program(27)
    void generatorsOfGeneratorsFailThroughAll() {
        GeneratorIterator<Integer> items = failingDescent(1).iterator();
        for (int i = 0; i < 5; i++) {
            attempt("next", items::next);
        }
    }

    private Generator<Integer> failingDescent(int depth) {
        return Generator.of(out -> {
            try {
                out.yield(depth);
                if (depth == 3) {
                    throw new Spam("deep");
                }
                out.yieldFrom(failingDescent(depth + 1));
            } finally {
                trace(depth, "finally");
            }
        });
    }

    @Program(30)
    void generatorThatHadStartedIsADelegate() {
        Generator<Integer> numbers = Generator.of(out -> {
            try {
                out.yield(1);
                out.yield(2);
                out.yield(3);
            } finally {
                trace("numbers end");
            }
        });
        GeneratorIterator<Integer> emptied = numbers.iterator();
        attempt("alone", emptied::next);
        GeneratorIterator<Integer> outer = around(emptied).iterator();
        for (int i = 0; i < 5; i++) {
            attempt("next", outer::next);
        }

        GeneratorIterator<Integer> left = numbers.iterator();
        attempt("alone", left::next);
        GeneratorIterator<Integer> closed = around(left).iterator();
        attempt("next", closed::next);
        attempt("next", closed::next);
        close(closed);
        trace(left.state());
    }

    private static Generator<Integer> around(GeneratorIterator<Integer> items) {
        return Generator.of(out -> {
            out.yield(0);
            out.yieldFrom(items);
            out.yield(4);
        });
    }

    @Program({26, 30})
    void throwReachesAGeneratorThatHadStarted() {
        GeneratorIterator<Integer> items = Generator.<Integer>of(out -> {
            out.yield(1);
            try {
                out.yield(2);
            } catch (Spam spam) {
                trace("numbers caught", spam);
            }
            out.yield(3);
        }).iterator();
        attempt("alone", items::next);
        Coroutine<Integer, Object, Void> delegator = Coroutine.of(self -> {
            self.yieldFrom(items);
            return null;
        });
        attempt("next", delegator::next);
        attempt("throw", () -> delegator.throwIn(new Spam("thrown")));
        attempt("throw", () -> delegator.throwIn(new Eggs("thrown")));
        attempt("alone", items::next);
    }
}
