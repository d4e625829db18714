// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

/// A delegator whose delegate had started before it delegated on: two threads share the work. The other side is
/// `oracle/towers.py`.
final class TowerPrograms extends Programs {

    /// Those that know of each other.
    private Coroutine<String, String, String> top;
    private Coroutine<String, String, String> delegate;
    private Coroutine<String, String, String> base;

    @Program({26, 30})
    void towerPassesEverythingOn() {
        CoroutineBody<String, String, Void> leaf = self -> {
            while (true) {
                try {
                    trace("leaf got", self.yield("leaf"));
                } catch (Spam spam) {
                    trace("leaf caught", spam);
                }
            }
        };
        delegate = Coroutine.of(self -> {
            self.yield("alone");
            try {
                self.yieldFrom(Coroutine.of(leaf));
                return "not reached";
            } catch (Eggs eggs) {
                trace("middle caught", eggs);
                return self.yield("middle");
            }
        });
        attempt("alone", delegate::next);
        top = Coroutine.of(self -> {
            trace("value", self.yieldFrom(delegate));
            self.yield("root");
            return null;
        });
        attempt("next", top::next);
        attempt("send", () -> top.send("a"));
        attempt("throw", () -> top.throwIn(new Spam("thrown")));
        attempt("send", () -> top.send("b"));
        attempt("throw", () -> top.throwIn(new Eggs("thrown")));
        attempt("send", () -> top.send("c"));
        attempt("next", top::next);
    }

    @Program({18, 26, 30})
    void towerIsClosedFromTheTop() {
        CoroutineBody<String, String, String> leaf = self -> {
            try {
                return self.yield("leaf");
            } finally {
                trace("leaf finally", delegate.state(), top.state());
            }
        };
        delegate = Coroutine.of(self -> {
            try {
                self.yield("alone");
                return self.yieldFrom(Coroutine.of(leaf));
            } finally {
                trace("middle finally", delegate.state(), top.state());
            }
        });
        top = Coroutine.of(self -> {
            try {
                return self.yieldFrom(delegate);
            } finally {
                trace("root finally", delegate.state(), top.state());
            }
        });
        attempt("alone", delegate::next);
        attempt("next", top::next);
        close(top);
        trace(delegate.state(), top.state());
    }

    @Program({27, 30})
    void towerFallsFromTheTop() {
        Bang bang = new Bang("thrown");
        CoroutineBody<String, String, String> leaf = self -> {
            try {
                return self.yield("leaf");
            } catch (Bang caught) {
                trace("leaf caught", caught == bang);
                throw caught;
            }
        };
        delegate = Coroutine.of(self -> {
            self.yield("alone");
            try {
                return self.yieldFrom(Coroutine.of(leaf));
            } catch (Bang caught) {
                trace("middle caught", caught == bang);
                throw caught;
            }
        });
        top = Coroutine.of(self -> {
            try {
                return self.yieldFrom(delegate);
            } catch (Bang caught) {
                trace("root caught", caught == bang);
                throw caught;
            }
        });
        attempt("alone", delegate::next);
        attempt("next", top::next);
        trace("same", attempt("throw", () -> top.throwIn(bang)) == bang);
        trace(delegate.state(), top.state());
    }

    @Program({24, 30})
    void eachInATowerSeesItsOwnDelegate() {
        base = Coroutine.of(self -> {
            trace("in the leaf", top.state(), delegate.state(), base.state());
            self.yield("leaf");
            trace("in the leaf", top.currentDelegate(), delegate.currentDelegate());
            return self.yield("leaf again");
        });
        delegate = Coroutine.of(self -> {
            self.yield("alone");
            return self.yieldFrom(base);
        });
        top = Coroutine.of(self -> self.yieldFrom(delegate));
        attempt("alone", delegate::next);
        attempt("next", top::next);
        trace("between", top.state(), delegate.state(), base.state());
        trace("visible", top.currentDelegate() == delegate, delegate.currentDelegate() == base, base.currentDelegate());
        attempt("next", top::next);
        attempt("next", top::next);
        trace("after", top.state(), delegate.state(), base.state());
        trace("visible", top.currentDelegate(), delegate.currentDelegate(), base.currentDelegate());
    }

    @Program({29, 30})
    void leafOfATowerIgnoresTheExit() {
        CoroutineBody<String, String, String> leaf = self -> {
            try {
                return self.yield("leaf");
            } catch (ExitSignal leave) {
                trace("leaf ignores it");
                return self.yield("still there");
            }
        };
        delegate = Coroutine.of(self -> {
            self.yield("alone");
            try {
                return self.yieldFrom(Coroutine.of(leaf));
            } catch (IllegalStateException e) {
                trace("middle caught", e);
                return "fine";
            }
        });
        top = Coroutine.of(self -> {
            try {
                trace("value", self.yieldFrom(delegate));
            } catch (ExitSignal leave) {
                trace("root caught", leave);
                throw leave;
            }
            return null;
        });
        attempt("alone", delegate::next);
        attempt("next", top::next);
        close(top);
        trace(delegate.state(), top.state());
    }

    @Program({29, 30})
    void leafOfATowerReplacesTheExit() {
        CoroutineBody<String, String, String> leaf = self -> {
            try {
                return self.yield("leaf");
            } finally {
                raise(new Spam("leaf"));
            }
        };
        delegate = Coroutine.of(self -> {
            self.yield("alone");
            try {
                return self.yieldFrom(Coroutine.of(leaf));
            } finally {
                trace("middle finally");
            }
        });
        top = Coroutine.of(self -> {
            try {
                return self.yieldFrom(delegate);
            } catch (Spam spam) {
                trace("root caught", spam, context(spam));
                return null;
            }
        });
        attempt("alone", delegate::next);
        attempt("next", top::next);
        close(top);
        trace(delegate.state(), top.state());
    }

    @Program({25, 30})
    void circleThroughOneThatHadStarted() {
        delegate = Coroutine.of(self -> {
            self.yield("alone");
            try {
                self.yieldFrom(top);
            } catch (IllegalStateException e) {
                trace("middle caught", e);
            }
            return self.yield("middle");
        });
        top = Coroutine.of(self -> self.yieldFrom(delegate));
        attempt("alone", delegate::next);
        attempt("next", top::next);
        attempt("next", top::next);
        trace(delegate.state(), top.state());
    }

    @Program({23, 30})
    void oneThatHadStartedMayNotDriveItsDelegator() {
        delegate = Coroutine.of(self -> {
            self.yield("alone");
            attempt("inner next", top::next);
            attempt("inner next", delegate::next);
            close(top);
            return self.yield("middle");
        });
        top = Coroutine.of(self -> self.yieldFrom(delegate));
        attempt("alone", delegate::next);
        attempt("next", top::next);
        attempt("next", top::next);
    }

    @Program({17, 30})
    void contextsPassThroughATower() {
        CoroutineBody<String, String, String> leaf = self -> {
            try {
                return self.yield("leaf");
            } catch (Spam spam) {
                return self.yield("leaf again");
            }
        };
        delegate = Coroutine.of(self -> {
            self.yield("alone");
            return self.yieldFrom(Coroutine.of(leaf));
        });
        top = Coroutine.of(self -> self.yieldFrom(delegate));
        Spam spam = new Spam("first");
        Eggs eggs = new Eggs("second");
        attempt("alone", delegate::next);
        attempt("next", top::next);
        attempt("throw", () -> top.throwIn(spam));
        attempt("throw", () -> top.throwIn(eggs));
        trace("context is the same", context(eggs) == spam);
    }

    @Program({21, 30})
    void delegatorOfOneThatHadStartedIgnoresTheExit() {
        delegate = Coroutine.of(self -> {
            try {
                self.yield("alone");
                return self.yield("inner");
            } finally {
                trace("inner finally");
            }
        });
        top = Coroutine.of(self -> {
            try {
                return self.yieldFrom(delegate);
            } finally {
                trace("got", self.yield("stays"));
            }
        });
        attempt("alone", delegate::next);
        attempt("next", top::next);
        close(top);
        trace(delegate.state(), top.state());
        attempt("send", () -> top.send("go"));
    }

    @Program({4, 30})
    void generatorObjectIsUsedUpOnce() {
        Generator<Object> once = Generator.once(out -> {
            for (int i = 0; i < 5; i++) {
                out.yield(i);
            }
            trace("numbers end");
        });
        attempt("next", () -> once.iterator().next());
        attempt("next", () -> once.iterator().next());
        Coroutine<Object, Object, Void> delegator = Coroutine.of(self -> {
            self.yieldFrom(once);
            self.yield("after");
            self.yieldFrom(once);
            return null;
        });
        for (int i = 0; i < 5; i++) {
            attempt("next", delegator::next);
        }
        attempt("next", () -> once.iterator().next());
    }
}
