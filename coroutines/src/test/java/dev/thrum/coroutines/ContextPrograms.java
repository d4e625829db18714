// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import java.util.List;
import java.util.stream.Stream;

/// What was being handled when an exception was thrown in. The other side is `oracle/context.py`.
final class ContextPrograms extends Programs {

    @Program(17)
    void oneThrownInWhileAnotherIsHandledKeepsIt() {
        Coroutine<Integer, Object, Void> handling = Coroutine.of(self -> {
            try {
                self.yield(1);
            } catch (Spam spam) {
                trace("caught", spam);
                self.yield(2);
            }
            return null;
        });
        Spam first = new Spam("first");
        Eggs second = new Eggs("second");
        attempt("next", handling::next);
        attempt("throw", () -> handling.throwIn(first));
        trace("same", attempt("throw", () -> handling.throwIn(second)) == second);
        trace("context", context(second));
        trace("context is the same", context(second) == first);
        trace("context of the first", context(first));
    }

    @Program(17)
    void contextsMakeAChain() {
        Coroutine<Integer, Object, Void> handling = Coroutine.of(self -> {
            try {
                self.yield(1);
            } catch (Spam first) {
                try {
                    self.yield(2);
                } catch (Spam second) {
                    try {
                        self.yield(3);
                    } catch (Spam third) {
                        self.yield(4);
                    }
                }
            }
            return null;
        });
        attempt("next", handling::next);
        List<Spam> spams = Stream.of(0, 1, 2).map(Spam::new).toList();
        for (Spam spam : spams) {
            attempt("throw", () -> handling.throwIn(spam));
        }
        for (Spam spam : spams) {
            trace(spam, "has", context(spam));
        }
        attempt("next", handling::next);
    }

    @Program(17)
    void contextIsKnownToTheHandler() {
        Coroutine<Integer, Object, Void> handling = Coroutine.of(self -> {
            try {
                self.yield(1);
            } catch (Spam spam) {
                try {
                    self.yield(2);
                } catch (Eggs eggs) {
                    trace(eggs, "has", context(eggs));
                    self.yield(3);
                }
            }
            return null;
        });
        attempt("next", handling::next);
        attempt("throw", () -> handling.throwIn(new Spam("first")));
        attempt("throw", () -> handling.throwIn(new Eggs("second")));
        attempt("next", handling::next);
    }

    @Program(17)
    void handledOneMayBeRaisedAgainLater() {
        Coroutine<Integer, Object, Void> later = Coroutine.of(self -> {
            try {
                self.yield(1);
            } catch (Spam spam) {
                self.yield(2);
                throw spam;
            }
            return null;
        });
        Spam spam = new Spam("thrown");
        attempt("next", later::next);
        attempt("throw", () -> later.throwIn(spam));
        trace("same", attempt("next", later::next) == spam);
        trace("context", context(spam));
    }

    @Program(17)
    void oneIsNotItsOwnContext() {
        Coroutine<Integer, Object, Void> twice = Coroutine.of(self -> {
            try {
                self.yield(1);
            } catch (Spam spam) {
                self.yield(2);
            }
            return null;
        });
        Spam spam = new Spam("twice");
        attempt("next", twice::next);
        attempt("throw", () -> twice.throwIn(spam));
        trace("same", attempt("throw", () -> twice.throwIn(spam)) == spam);
        trace("context", context(spam));
    }

    @Program(17)
    void firstOneThrownInHasNoContext() {
        Coroutine<Integer, Object, Void> plain = Coroutine.of(self -> {
            self.yield(1);
            return null;
        });
        Spam spam = new Spam("thrown");
        attempt("next", plain::next);
        attempt("throw", () -> plain.throwIn(spam));
        trace("context", context(spam));
    }

    @Program({17, 26})
    void delegateStartedInAHandlerKeepsTheContext() {
        Coroutine<Integer, Object, Void> delegator = Coroutine.of(self -> {
            try {
                self.yield(1);
            } catch (Spam spam) {
                self.yieldFrom(Coroutine.of(inner -> inner.yield(2)));
            }
            return null;
        });
        Spam first = new Spam("first");
        Eggs second = new Eggs("second");
        attempt("next", delegator::next);
        attempt("throw", () -> delegator.throwIn(first));
        attempt("throw", () -> delegator.throwIn(second));
        trace("context", context(second));
    }

    @Program({17, 26})
    void delegateThatHandlesKeepsTheContext() {
        CoroutineBody<Integer, Object, Void> inner = self -> {
            try {
                self.yield(1);
            } catch (Spam spam) {
                self.yield(2);
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
        Spam first = new Spam("first");
        Eggs second = new Eggs("second");
        attempt("next", delegator::next);
        attempt("throw", () -> delegator.throwIn(first));
        attempt("throw", () -> delegator.throwIn(second));
        trace("context is the same", context(second) == first);
    }

    @Program(17)
    void handlerThatWasLeftGivesNoContext() {
        Coroutine<String, Object, Void> tough = Coroutine.of(self -> {
            while (true) {
                try {
                    self.yield("ready");
                } catch (Spam spam) {
                    trace("caught", spam);
                }
            }
        });
        List<Spam> spams = Stream.of(0, 1, 2).map(Spam::new).toList();
        attempt("next", tough::next);
        for (Spam spam : spams) {
            attempt("throw", () -> tough.throwIn(spam));
        }
        for (Spam spam : spams) {
            trace(spam, "has", context(spam));
        }
    }

    @Program({17, 18})
    void exitThrownInWhileAnotherIsHandledComesBack() {
        Coroutine<Integer, Object, Void> handling = Coroutine.of(self -> {
            try {
                self.yield(1);
            } catch (Spam spam) {
                self.yield(2);
            }
            return null;
        });
        ExitSignal leave = new ExitSignal();
        attempt("next", handling::next);
        attempt("throw", () -> handling.throwIn(new Spam("first")));
        trace("same", attempt("throw exit", () -> handling.throwIn(leave)) == leave);
        trace(handling.state());
    }

    @Program({17, 20})
    void cleanUpThatFailsWhileAnotherIsHandled() {
        Coroutine<Integer, Object, Void> handling = Coroutine.of(self -> {
            try {
                self.yield(1);
            } catch (Spam spam) {
                try {
                    self.yield(2);
                } finally {
                    raise(new Eggs("clean-up"));
                }
            }
            return null;
        });
        attempt("next", handling::next);
        attempt("throw", () -> handling.throwIn(new Spam("first")));
        Throwable eggs = close(handling);
        trace("context", context(eggs));
    }

    @Program({17, 20})
    void handledOneMayBeRaisedAgainByTheCleanUp() {
        Coroutine<Integer, Object, Void> handling = Coroutine.of(self -> {
            try {
                self.yield(1);
            } catch (Spam spam) {
                try {
                    self.yield(2);
                } finally {
                    raise(spam);
                }
            }
            return null;
        });
        Spam spam = new Spam("thrown");
        attempt("next", handling::next);
        attempt("throw", () -> handling.throwIn(spam));
        trace("same", close(handling) == spam);
        trace(handling.state());
    }

    @Program({17, 30})
    void delegateThatHadStartedKeepsTheContext() {
        Coroutine<Integer, Object, Void> delegate = Coroutine.of(self -> {
            self.yield(1);
            try {
                self.yield(2);
            } catch (Spam spam) {
                self.yield(3);
            }
            return null;
        });
        delegate.next();
        Coroutine<Integer, Object, Void> delegator = Coroutine.of(self -> self.yieldFrom(delegate));
        Spam first = new Spam("first");
        Eggs second = new Eggs("second");
        attempt("next", delegator::next);
        attempt("throw", () -> delegator.throwIn(first));
        attempt("throw", () -> delegator.throwIn(second));
        trace("context is the same", context(second) == first);
    }

    @Program({17, 28})
    void plainIteratorInAHandlerKeepsTheContext() {
        Coroutine<Integer, Object, Void> handling = Coroutine.of(self -> {
            try {
                self.yield(1);
            } catch (Spam spam) {
                self.yieldFrom(List.of(2, 3));
            }
            return null;
        });
        Spam first = new Spam("first");
        Eggs second = new Eggs("second");
        attempt("next", handling::next);
        attempt("throw", () -> handling.throwIn(first));
        attempt("throw", () -> handling.throwIn(second));
        trace("context is the same", context(second) == first);
    }
}
