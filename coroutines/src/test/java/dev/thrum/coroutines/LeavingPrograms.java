// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import java.util.List;

/// Exits that are raised by hand, clean-up that delegates, and what comes after. The other side is `oracle/leaving.py`.
final class LeavingPrograms extends Programs {

    @Program(18)
    void bodyMayRaiseAnExitUnasked() {
        ExitSignal leave = new ExitSignal();
        Coroutine<Integer, Object, Void> own = Coroutine.of(self -> {
            self.yield(1);
            throw leave;
        });
        attempt("next", own::next);
        trace("same", attempt("next", own::next) == leave);
        trace(own.state());
        attempt("next", own::next);
    }

    @Program({27, 29})
    void delegateMayRaiseAnExitUnasked() {
        ExitSignal leave = new ExitSignal();
        CoroutineBody<Integer, Object, Void> inner = self -> {
            self.yield(1);
            throw leave;
        };
        Coroutine<Integer, Object, Void> delegator = Coroutine.of(self -> {
            try {
                self.yieldFrom(Coroutine.of(inner));
            } catch (ExitSignal caught) {
                trace("outer caught", caught, caught == leave);
            }
            self.yield(2);
            return null;
        });
        for (int i = 0; i < 3; i++) {
            attempt("next", delegator::next);
        }
    }

    @Program({26, 29})
    void cleanUpMayDelegate() {
        CoroutineBody<Integer, Object, String> tidy = self -> {
            trace("tidies");
            return "tidy";
        };
        CoroutineBody<Integer, Object, Void> inner = self -> {
            try {
                self.yield(1);
            } finally {
                trace("inner", self.yieldFrom(Coroutine.of(tidy)));
            }
            return null;
        };
        Coroutine<Integer, Object, Void> delegator = Coroutine.of(self -> {
            try {
                return self.yieldFrom(Coroutine.of(inner));
            } finally {
                trace("outer", self.yieldFrom(Coroutine.of(tidy)));
            }
        });
        attempt("next", delegator::next);
        close(delegator);
        trace(delegator.state());
    }

    @Program({21, 29})
    void cleanUpMayNotDelegateToOneThatYields() {
        CoroutineBody<Object, Object, Void> slow = self -> {
            try {
                self.yield("slow");
            } finally {
                trace("slow finally");
            }
            return null;
        };
        CoroutineBody<Object, Object, Void> outer = self -> {
            try {
                self.yield(1);
            } finally {
                trace("cleans up");
                self.yieldFrom(Coroutine.of(slow));
                trace("has cleaned up");
            }
            return null;
        };
        for (boolean closesAgain : new boolean[] {true, false}) {
            Coroutine<Object, Object, Void> delegator = Coroutine.of(outer);
            attempt("next", delegator::next);
            close(delegator);
            trace(delegator.state());
            if (closesAgain) {
                close(delegator);
            } else {
                attempt("next", delegator::next);
            }
            trace(delegator.state());
        }
    }

    @Program(29)
    void exitGoesThroughAllThatReturn() {
        Coroutine<String, Object, Integer> closed = Coroutine.of(returning(0));
        attempt("next", closed::next);
        close(closed);
        trace(closed.state());
        Coroutine<String, Object, Integer> thrown = Coroutine.of(returning(0));
        attempt("next", thrown::next);
        attempt("throw exit", () -> thrown.throwIn(new ExitSignal()));
    }

    private CoroutineBody<String, Object, Integer> returning(int depth) {
        return self -> {
            try {
                if (depth < 3) {
                    trace("value", self.yieldFrom(Coroutine.of(returning(depth + 1))));
                } else {
                    self.yield("leaf");
                }
            } catch (ExitSignal leave) {
                trace(depth, "caught", leave);
            }
            return depth;
        };
    }

    @Program(29)
    void middleOneThatIgnoresExitIsUnwound() {
        CoroutineBody<Integer, Object, Void> leaf = self -> {
            try {
                self.yield(1);
            } finally {
                trace("leaf finally");
            }
            return null;
        };
        CoroutineBody<Integer, Object, Void> middle = self -> {
            try {
                self.yieldFrom(Coroutine.of(leaf));
            } catch (ExitSignal leave) {
                trace("middle ignores it");
                self.yield(2);
            } finally {
                trace("middle finally");
            }
            return null;
        };
        Coroutine<Integer, Object, Void> tree = Coroutine.of(self -> {
            try {
                return self.yieldFrom(Coroutine.of(middle));
            } catch (IllegalStateException e) {
                trace("root caught", e);
                throw e;
            }
        });
        attempt("next", tree::next);
        close(tree);
        trace(tree.state());
    }

    @Program({21, 29})
    void exitThatWasIgnoredIsOver() {
        CoroutineBody<Object, Object, String> inner = self -> {
            try {
                self.yield("inner");
                return "not reached";
            } catch (Spam spam) {
                trace("inner caught", spam);
                return "inner value";
            }
        };
        Coroutine<Object, Object, Void> delegator = Coroutine.of(self -> {
            try {
                self.yield(1);
            } catch (ExitSignal leave) {
                trace("outer caught", leave);
                self.yield(2);
            }
            trace("value", self.yieldFrom(Coroutine.of(inner)));
            self.yield(3);
            return null;
        });
        attempt("next", delegator::next);
        attempt("throw exit", () -> delegator.throwIn(new ExitSignal()));
        attempt("next", delegator::next);
        attempt("throw", () -> delegator.throwIn(new Spam("thrown")));
        close(delegator);
    }

    @Program({21, 29})
    void delegatorLivesOnAfterAnExit() {
        Coroutine<String, Object, Void> delegator = Coroutine.of(self -> {
            for (String name : List.of("first", "second")) {
                try {
                    trace("value", self.yieldFrom(Coroutine.of(enduring(name))));
                } catch (ExitSignal leave) {
                    trace("outer caught", leave);
                }
            }
            self.yield("end");
            return null;
        });
        attempt("next", delegator::next);
        attempt("throw exit", () -> delegator.throwIn(new ExitSignal()));
        attempt("throw", () -> delegator.throwIn(new Spam("thrown")));
        close(delegator);
    }

    private CoroutineBody<String, Object, String> enduring(String name) {
        return self -> {
            try {
                self.yield(name);
                return "not reached";
            } catch (ExitSignal | Spam e) {
                trace(name, "caught", e);
                return name;
            }
        };
    }

    @Program({21, 29})
    void delegateMayGoOnAfterAnExitWasIgnoredInAClose() {
        CoroutineBody<Object, String, String> inner = self -> {
            trace("inner got", self.yield("inner 1"));
            trace("inner got", self.yield("inner 2"));
            return "inner value";
        };
        Coroutine<Object, String, Void> delegator = Coroutine.of(self -> {
            try {
                self.yield(1);
            } catch (ExitSignal leave) {
                trace("value", self.yieldFrom(Coroutine.of(inner)));
            }
            self.yield(2);
            return null;
        });
        attempt("next", delegator::next);
        close(delegator);
        attempt("send", () -> delegator.send("a"));
        attempt("send", () -> delegator.send("b"));
        close(delegator);
        trace(delegator.state());
    }

    @Program({29, 30})
    void exitThrownInReachesOneThatHadStarted() {
        Coroutine<Integer, Object, String> delegate = Coroutine.of(self -> {
            self.yield(1);
            try {
                self.yield(2);
            } catch (ExitSignal leave) {
                trace("inner caught", leave);
            }
            return "lost";
        });
        delegate.next();
        Coroutine<Integer, Object, Void> delegator = Coroutine.of(self -> {
            trace("value", self.yieldFrom(delegate));
            return null;
        });
        ExitSignal leave = new ExitSignal();
        attempt("next", delegator::next);
        trace("same", attempt("throw exit", () -> delegator.throwIn(leave)) == leave);
        trace(delegator.state(), delegate.state());
    }

    @Program({29, 30})
    void exitThrownInIsReplacedByOneThatHadStarted() {
        Coroutine<Integer, Object, Void> delegate = Coroutine.of(self -> {
            self.yield(1);
            try {
                self.yield(2);
            } finally {
                raise(new Spam("clean-up"));
            }
            return null;
        });
        delegate.next();
        Coroutine<Integer, Object, Void> delegator = Coroutine.of(self -> {
            try {
                return self.yieldFrom(delegate);
            } catch (Spam spam) {
                trace("outer caught", spam, context(spam));
                throw new Eggs("outer", spam);
            }
        });
        attempt("next", delegator::next);
        attempt("throw exit", () -> delegator.throwIn(new ExitSignal()));
    }

    @Program({25, 29})
    void circleIsFoundWhileLeaving() {
        var known = new Object() {
            Coroutine<Integer, Object, Void> delegator;
        };
        CoroutineBody<Integer, Object, Void> inner = self -> {
            try {
                self.yield(1);
            } finally {
                self.yieldFrom(known.delegator);
            }
            return null;
        };
        known.delegator = Coroutine.of(self -> {
            try {
                return self.yieldFrom(Coroutine.of(inner));
            } finally {
                trace("outer finally");
            }
        });
        attempt("next", known.delegator::next);
        close(known.delegator);
        trace(known.delegator.state());
    }
}
