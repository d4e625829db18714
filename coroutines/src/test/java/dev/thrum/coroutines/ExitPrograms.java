// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

/// A delegator and its delegate on their way out. The other side is `oracle/exits.py`.
final class ExitPrograms extends Programs {

    @Program(29)
    void delegateThatCatchesAndReturnsLetsTheDelegatorGoOn() {
        CoroutineBody<Integer, Object, String> inner = self -> {
            try {
                self.yield(1);
                return "not reached";
            } catch (Spam spam) {
                trace("inner caught", spam);
                return "handled";
            }
        };
        Coroutine<Integer, Object, Void> delegator = Coroutine.of(self -> {
            trace("value", self.yieldFrom(Coroutine.of(inner)));
            self.yield(2);
            trace("outer ends");
            return null;
        });
        attempt("next", delegator::next);
        attempt("throw", () -> delegator.throwIn(new Spam("thrown")));
        attempt("next", delegator::next);
    }

    @Program({16, 29})
    void delegateAndDelegatorReturnFromOneThrow() {
        CoroutineBody<Integer, Object, Integer> inner = self -> {
            try {
                self.yield(1);
                return 0;
            } catch (Spam spam) {
                return 20;
            }
        };
        Coroutine<Integer, Object, Integer> delegator = Coroutine.of(
                self -> self.yieldFrom(Coroutine.of(inner)) + 22);
        attempt("next", delegator::next);
        attempt("throw", () -> delegator.throwIn(new Spam("thrown")));
    }

    @Program(29)
    void exitGoesOnThoughTheDelegateReturns() {
        CoroutineBody<Integer, Object, String> inner = self -> {
            try {
                self.yield(1);
                return "not reached";
            } catch (ExitSignal leave) {
                trace("inner caught", leave);
                return "lost";
            }
        };
        CoroutineBody<Integer, Object, Void> outer = self -> {
            try {
                trace("value", self.yieldFrom(Coroutine.of(inner)));
            } catch (ExitSignal leave) {
                trace("outer caught", leave);
                throw leave;
            } finally {
                trace("outer finally");
            }
            return null;
        };
        Coroutine<Integer, Object, Void> closed = Coroutine.of(outer);
        attempt("next", closed::next);
        close(closed);
        trace(closed.state());
        Coroutine<Integer, Object, Void> thrown = Coroutine.of(outer);
        ExitSignal leave = new ExitSignal();
        attempt("next", thrown::next);
        trace("same", attempt("throw exit", () -> thrown.throwIn(leave)) == leave);
    }

    @Program(29)
    void delegateThatIgnoresExitIsAnError() {
        CoroutineBody<Integer, Object, Void> inner = self -> {
            try {
                self.yield(1);
            } catch (ExitSignal leave) {
                trace("inner ignores it");
                self.yield(2);
            }
            trace("not reached");
            return null;
        };
        CoroutineBody<Integer, Object, Void> outer = self -> {
            try {
                return self.yieldFrom(Coroutine.of(inner));
            } finally {
                trace("outer finally");
            }
        };
        for (boolean isClosed : new boolean[] {true, false}) {
            Coroutine<Integer, Object, Void> delegator = Coroutine.of(outer);
            attempt("next", delegator::next);
            if (isClosed) {
                close(delegator);
            } else {
                attempt("throw exit", () -> delegator.throwIn(new ExitSignal()));
            }
            trace(delegator.state());
            attempt("next", delegator::next);
        }
    }

    @Program(29)
    void delegateThatIgnoresExitIsUnwoundFirst() {
        CoroutineBody<Integer, Object, Void> inner = self -> {
            try {
                try {
                    self.yield(1);
                } catch (ExitSignal leave) {
                    trace("inner ignores it");
                    self.yield(2);
                }
            } catch (ExitSignal leave) {
                trace("inner caught", leave);
                throw leave;
            } finally {
                trace("inner finally");
            }
            return null;
        };
        Coroutine<Integer, Object, String> delegator = Coroutine.of(self -> {
            try {
                self.yieldFrom(Coroutine.of(inner));
                return "not reached";
            } catch (IllegalStateException e) {
                trace("outer caught", e);
                return "fine";
            }
        });
        attempt("next", delegator::next);
        close(delegator);
        trace(delegator.state());
    }

    @Program(29)
    void delegatorMayGoOnAfterAnIgnoredExit() {
        CoroutineBody<Integer, Object, Void> inner = self -> {
            try {
                self.yield(1);
            } finally {
                self.yield(2);
            }
            return null;
        };
        CoroutineBody<Integer, Object, Void> outer = self -> {
            try {
                self.yieldFrom(Coroutine.of(inner));
            } catch (IllegalStateException e) {
                trace("outer caught", e);
                self.yield(3);
            }
            return null;
        };
        Coroutine<Integer, Object, Void> closed = Coroutine.of(outer);
        attempt("next", closed::next);
        close(closed);
        trace(closed.state());
        close(closed);
        Coroutine<Integer, Object, Void> thrown = Coroutine.of(outer);
        attempt("next", thrown::next);
        attempt("throw exit", () -> thrown.throwIn(new ExitSignal()));
        attempt("next", thrown::next);
    }

    @Program(29)
    void delegateThatReplacesExitByAFailure() {
        Spam spam = new Spam("clean-up");
        CoroutineBody<Integer, Object, Void> inner = self -> {
            try {
                self.yield(1);
            } catch (ExitSignal leave) {
                throw spam;
            }
            return null;
        };
        Coroutine<Integer, Object, Void> delegator = Coroutine.of(self -> {
            try {
                return self.yieldFrom(Coroutine.of(inner));
            } finally {
                trace("outer finally");
            }
        });
        attempt("next", delegator::next);
        trace("same", close(delegator) == spam);
        trace("context", context(spam));
        trace(delegator.state());
    }

    @Program(29)
    void thrownExitReplacedIsItsContext() {
        CoroutineBody<Integer, Object, Void> inner = failingCleanUp();
        Coroutine<Integer, Object, Void> delegator = Coroutine.of(self -> self.yieldFrom(Coroutine.of(inner)));
        ExitSignal leave = new ExitSignal();
        attempt("next", delegator::next);
        Throwable spam = attempt("throw exit", () -> delegator.throwIn(leave));
        trace("context", context(spam));
    }

    private static CoroutineBody<Integer, Object, Void> failingCleanUp() {
        return self -> {
            try {
                self.yield(1);
            } finally {
                raise(new Spam("clean-up"));
            }
            return null;
        };
    }

    @Program(29)
    void delegatorMayHandleWhatReplacedTheExit() {
        CoroutineBody<Integer, Object, Void> inner = failingCleanUp();
        Coroutine<Integer, Object, String> delegator = Coroutine.of(self -> {
            try {
                self.yieldFrom(Coroutine.of(inner));
                return "not reached";
            } catch (Spam spam) {
                trace("outer caught", spam, context(spam));
                return "handled";
            }
        });
        attempt("next", delegator::next);
        close(delegator);
        trace(delegator.state());
    }

    @Program(29)
    void middleOneMayReplaceTheExit() {
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
                return self.yieldFrom(Coroutine.of(leaf));
            } catch (ExitSignal leave) {
                throw new Spam("middle");
            }
        };
        Coroutine<Integer, Object, Void> tree = Coroutine.of(self -> {
            try {
                return self.yieldFrom(Coroutine.of(middle));
            } catch (Spam spam) {
                trace("root caught", spam);
                throw new Eggs("root", spam);
            }
        });
        attempt("next", tree::next);
        Throwable eggs = close(tree);
        trace("cause", eggs.getCause(), context(eggs.getCause()));
    }

    @Program({21, 29})
    void delegatorThatIgnoresExitStaysSuspended() {
        CoroutineBody<Object, Object, Void> inner = self -> {
            try {
                self.yield(1);
            } finally {
                trace("inner finally");
            }
            return null;
        };
        Coroutine<Object, Object, Void> delegator = Coroutine.of(self -> {
            try {
                self.yieldFrom(Coroutine.of(inner));
            } finally {
                self.yield("outer stays");
            }
            trace("not reached");
            return null;
        });
        attempt("next", delegator::next);
        close(delegator);
        trace(delegator.state());
        close(delegator);
        trace(delegator.state());
    }
}
