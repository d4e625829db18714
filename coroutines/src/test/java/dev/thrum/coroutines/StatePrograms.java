// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// How far a body has come, and calls that come while it runs. The other side is `oracle/state.py`.
final class StatePrograms extends Programs {

    /// What the body under test knows itself by.
    private Coroutine<Object, Object, Object> run;

    @Program(23)
    void bodyMayNotPullItself() {
        run = Coroutine.of(self -> {
            attempt("inner next", run::next);
            self.yield(1);
            attempt("inner send", () -> run.send("value"));
            self.yield(2);
            return null;
        });
        attempt("next", run::next);
        attempt("next", run::next);
        attempt("next", run::next);
    }

    @Program(23)
    void bodyMayNotThrowIntoItself() {
        run = Coroutine.of(self -> {
            attempt("inner throw", () -> run.throwIn(new Spam("lost")));
            self.yield(1);
            attempt("inner throw", () -> run.throwIn(new Spam("lost too")));
            return 2;
        });
        attempt("next", run::next);
        attempt("next", run::next);
    }

    @Program(23)
    void bodyMayNotCloseItself() {
        run = Coroutine.of(self -> {
            try {
                close(run);
                self.yield(1);
                close(run);
                self.yield(2);
            } finally {
                close(run);
            }
            return null;
        });
        attempt("next", run::next);
        attempt("next", run::next);
        close(run);
        trace(run.state());
    }

    @Program(23)
    void uncaughtItEndsTheBody() {
        run = Coroutine.of(self -> {
            try {
                self.yield(1);
                run.next();
            } finally {
                trace("finally");
            }
            return null;
        });
        attempt("next", run::next);
        attempt("next", run::next);
        trace(run.state());
        attempt("next", run::next);
    }

    @Program(23)
    void twoThatDriveEachOther() {
        Map<String, Coroutine<String, Object, Void>> pair = new HashMap<>();
        for (List<String> names : List.of(List.of("ping", "pong"), List.of("pong", "ping"))) {
            String name = names.getFirst();
            pair.put(name, Coroutine.of(self -> {
                self.yield(name);
                attempt(name + " pulls", pair.get(names.getLast())::next);
                self.yield(name);
                return null;
            }));
        }
        attempt("next ping", pair.get("ping")::next);
        attempt("next pong", pair.get("pong")::next);
        attempt("next ping", pair.get("ping")::next);
        attempt("next pong", pair.get("pong")::next);
    }

    @Program({23, 26})
    void delegateMayNotDriveItsDelegator() {
        CoroutineBody<Object, Object, Integer> inner = self -> {
            attempt("next", run::next);
            attempt("send", () -> run.send(1));
            attempt("throw", () -> run.throwIn(new Spam("lost")));
            close(run);
            self.yield(1);
            return 2;
        };
        run = Coroutine.of(self -> {
            trace("value", self.yieldFrom(Coroutine.of(inner)));
            return null;
        });
        attempt("outer next", run::next);
        attempt("outer next", run::next);
    }

    @Program(24)
    void lifeOfABody() {
        run = Coroutine.of(self -> {
            trace("inside", run.state());
            self.yield(1);
            trace("inside", run.state());
            return null;
        });
        trace(run.state());
        attempt("next", run::next);
        trace(run.state());
        attempt("next", run::next);
        trace(run.state());
    }

    @Program(24)
    void itRunsWhileItCleansUp() {
        run = Coroutine.of(self -> {
            try {
                self.yield(1);
            } catch (Spam spam) {
                trace("in the handler", run.state());
                self.yield(2);
            } finally {
                trace("in finally", run.state());
            }
            return null;
        });
        attempt("next", run::next);
        attempt("throw", () -> run.throwIn(new Spam("thrown")));
        trace(run.state());
        close(run);
        trace(run.state());
    }

    @Program(24)
    void failedOneIsClosed() {
        Coroutine<Object, Object, Object> failed = Coroutine.of(self -> {
            throw new Spam("own");
        });
        attempt("next", failed::next);
        trace(failed.state());
    }

    @Program({24, 26})
    void delegatorRunsWhileItsDelegateRuns() {
        Map<String, Coroutine<Integer, Object, Void>> runs = new HashMap<>();
        runs.put("leaf", Coroutine.of(self -> {
            traceStates("in leaf", runs);
            self.yield(1);
            traceStates("in leaf", runs);
            return null;
        }));
        runs.put("middle", Coroutine.of(self -> {
            self.yieldFrom(runs.get("leaf"));
            traceStates("in middle", runs);
            return null;
        }));
        runs.put("root", Coroutine.of(self -> self.yieldFrom(runs.get("middle"))));
        traceStates("before", runs);
        attempt("next", runs.get("root")::next);
        traceStates("between", runs);
        attempt("next", runs.get("root")::next);
        traceStates("after", runs);
    }

    private void traceStates(String label, Map<String, Coroutine<Integer, Object, Void>> runs) {
        trace(label, runs.get("root").state(), runs.get("middle").state(), runs.get("leaf").state());
    }

    @Program(24)
    void delegateIsVisibleWhileSuspendedInIt() {
        Coroutine<Object, Object, Object> delegate = Coroutine.of(self -> {
            trace("in the delegate", run.currentDelegate());
            self.yield(1);
            trace("in the delegate", run.currentDelegate());
            return null;
        });
        run = Coroutine.of(self -> {
            self.yield(0);
            self.yieldFrom(delegate);
            trace("back in the delegator", run.currentDelegate());
            self.yield(2);
            return null;
        });
        trace("new", run.currentDelegate());
        attempt("next", run::next);
        trace("before", run.currentDelegate());
        attempt("next", run::next);
        trace("visible", run.currentDelegate() == delegate);
        trace("of the delegate", delegate.currentDelegate());
        attempt("next", run::next);
        trace("after", run.currentDelegate());
        attempt("next", run::next);
        trace("ended", run.currentDelegate());
    }

    @Program(24)
    void eachSeesItsOwnDelegate() {
        Coroutine<Integer, Object, Integer> inner = Coroutine.of(self -> {
            self.yield(1);
            return null;
        });
        Coroutine<Integer, Object, Integer> middle = Coroutine.of(self -> self.yieldFrom(inner));
        Coroutine<Integer, Object, Integer> outer = Coroutine.of(self -> self.yieldFrom(middle));
        attempt("next", outer::next);
        trace("outer sees middle", outer.currentDelegate() == middle);
        trace("middle sees inner", middle.currentDelegate() == inner);
        trace("inner sees", inner.currentDelegate());
        close(outer);
        trace("closed", outer.currentDelegate(), middle.currentDelegate());
    }

    @Program({24, 28})
    void plainIteratorIsVisibleToo() {
        var numbers = List.of(1, 2).iterator();
        Coroutine<Integer, Object, Void> outer = Coroutine.of(self -> {
            self.yieldFrom(numbers);
            self.yield(3);
            return null;
        });
        attempt("next", outer::next);
        trace("visible", outer.currentDelegate() == numbers);
        attempt("next", outer::next);
        attempt("next", outer::next);
        trace("after", outer.currentDelegate());
    }

    @Program({24, 30})
    void delegateThatHadStartedIsVisible() {
        Coroutine<Object, Object, Object> delegate = Coroutine.of(self -> {
            self.yield(1);
            self.yield(2);
            return null;
        });
        delegate.next();
        run = Coroutine.of(self -> self.yieldFrom(delegate));
        attempt("next", run::next);
        trace("visible", run.currentDelegate() == delegate);
        trace(run.state(), delegate.state());
        attempt("next", run::next);
        trace(run.currentDelegate());
        trace(run.state(), delegate.state());
    }

    @Program(25)
    void oneThatDelegatesToItself() {
        run = Coroutine.of(self -> {
            trace("begins");
            return self.yieldFrom(run);
        });
        attempt("next", run::next);
        trace(run.state());
    }

    @Program(25)
    void twoThatDelegateToEachOther() {
        Map<String, Coroutine<String, Object, Object>> runs = new HashMap<>();
        for (String name : List.of("a", "b")) {
            runs.put(name, Coroutine.of(self -> {
                trace(name, "begins");
                try {
                    self.yield(name);
                    return self.yieldFrom(runs.get(name.equals("a") ? "b" : "a"));
                } finally {
                    trace(name, "ends");
                }
            }));
        }
        for (int i = 0; i < 4; i++) {
            attempt("next", runs.get("a")::next);
        }
        trace(runs.get("a").state(), runs.get("b").state());
    }

    @Program(25)
    void loopOfThreeCanBeCaught() {
        Map<String, Coroutine<String, Object, Void>> runs = new HashMap<>();
        for (Map.Entry<String, String> edge : Map.of("a", "b", "b", "c", "c", "a").entrySet()) {
            String name = edge.getKey();
            runs.put(name, Coroutine.of(self -> {
                self.yield(name);
                try {
                    self.yieldFrom(runs.get(edge.getValue()));
                } catch (IllegalStateException e) {
                    trace(name, "caught", e);
                    self.yield("instead");
                }
                trace(name, "goes on");
                return null;
            }));
        }
        for (int i = 0; i < 5; i++) {
            attempt("next", runs.get("a")::next);
        }
        trace(runs.get("a").state(), runs.get("b").state(), runs.get("c").state());
    }
}
