// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import java.util.Arrays;

/// Ending a body before its time. The other side is `oracle/close.py`.
final class ClosePrograms extends Programs {

    @Program(18)
    void newOneNeverRuns() {
        Coroutine<Integer, Integer, Void> fresh = Coroutine.of(self -> {
            trace("begins");
            try {
                self.yield(1);
            } finally {
                trace("finally");
            }
            return null;
        });
        close(fresh);
        trace(fresh.state());
        attempt("next", fresh::next);
        attempt("send 1", () -> fresh.send(1));
    }

    @Program(18)
    void suspendedOneIsUnwoundFromInnerToOuter() {
        Coroutine<Integer, Object, Void> nested = Coroutine.of(self -> {
            try {
                try {
                    try {
                        self.yield(1);
                    } finally {
                        trace("inner finally");
                    }
                } finally {
                    trace("middle finally");
                }
            } finally {
                trace("outer finally");
            }
            return null;
        });
        attempt("next", nested::next);
        close(nested);
        trace(nested.state());
    }

    @Program(18)
    void nothingRunsButTheCleanUp() {
        Coroutine<Integer, Object, Void> loop = Coroutine.of(self -> {
            for (int i = 0; i < 10; i++) {
                try {
                    self.yield(i);
                    trace("after", i);
                } finally {
                    trace("finally", i);
                }
            }
            trace("not reached");
            return null;
        });
        attempt("next", loop::next);
        attempt("next", loop::next);
        close(loop);
    }

    @Program(18)
    void bodyMayCatchTheExitAndReturn() {
        Coroutine<Integer, Object, Void> polite = Coroutine.of(self -> {
            try {
                self.yield(1);
            } catch (ExitSignal leave) {
                trace("caught", leave);
            }
            trace("goes on to its end");
            return null;
        });
        attempt("next", polite::next);
        close(polite);
        trace(polite.state());
    }

    @Program(18)
    void bodyMayRaiseTheExitAgain() {
        Coroutine<Integer, Object, Void> polite = Coroutine.of(self -> {
            try {
                try {
                    self.yield(1);
                } catch (ExitSignal leave) {
                    trace("caught", leave);
                    throw leave;
                }
            } finally {
                trace("finally");
            }
            return null;
        });
        attempt("next", polite::next);
        close(polite);
    }

    @Program(18)
    void bodyMayLeaveByAnExitOfItsOwn() {
        Coroutine<Integer, Object, Void> polite = Coroutine.of(self -> {
            try {
                self.yield(1);
            } catch (ExitSignal leave) {
                throw new ExitSignal();
            }
            return null;
        });
        attempt("next", polite::next);
        close(polite);
        trace(polite.state());
    }

    @Program({6, 18})
    void oneThatStandsInFinallyIsUnwoundFromThere() {
        Coroutine<Integer, Object, Void> standing = Coroutine.of(self -> {
            try {
                try {
                    self.yield(1);
                } finally {
                    self.yield(2);
                    trace("not reached");
                }
            } finally {
                trace("outer finally");
            }
            return null;
        });
        attempt("next", standing::next);
        attempt("next", standing::next);
        close(standing);
    }

    @Program({17, 18})
    void oneThatHandlesAnExceptionIsUnwound() {
        Coroutine<Integer, Object, Void> handling = Coroutine.of(self -> {
            try {
                self.yield(1);
            } catch (Spam spam) {
                try {
                    self.yield(2);
                } finally {
                    trace("finally", spam);
                }
            }
            return null;
        });
        attempt("next", handling::next);
        attempt("throw", () -> handling.throwIn(new Spam("thrown")));
        close(handling);
        attempt("next", handling::next);
    }

    @Program(19)
    void closingAgainDoesNothing() {
        Coroutine<Integer, Integer, Void> closed = Coroutine.of(self -> {
            try {
                self.yield(1);
            } finally {
                trace("finally");
            }
            return null;
        });
        attempt("next", closed::next);
        close(closed);
        close(closed);
        attempt("next", closed::next);
        attempt("send 1", () -> closed.send(1));
        close(closed);
    }

    @Program(19)
    void finishedAndFailedOnesCloseQuietly() {
        for (Spam failure : Arrays.asList(null, new Spam("own"))) {
            Coroutine<Integer, Object, Void> ended = Coroutine.of(self -> {
                self.yield(1);
                if (failure != null) {
                    throw failure;
                }
                return null;
            });
            attempt("next", ended::next);
            attempt("next", ended::next);
            close(ended);
            trace(ended.state());
        }
    }

    @Program(19)
    void exitIsNoExceptionToHandle() {
        Coroutine<Integer, Object, Void> tolerant = Coroutine.of(self -> {
            while (true) {
                try {
                    self.yield(1);
                } catch (Exception e) {
                    trace("wrong handler", e);
                }
            }
        });
        attempt("next", tolerant::next);
        close(tolerant);
        trace(tolerant.state());
    }

    @Program(20)
    void failureOfTheCleanUpComesOutOfClose() {
        Spam spam = new Spam("clean-up");
        Coroutine<Integer, Object, Void> failing = Coroutine.of(self -> {
            try {
                self.yield(1);
            } finally {
                trace("fails");
                raise(spam);
            }
            return null;
        });
        attempt("next", failing::next);
        trace("same", close(failing) == spam);
        trace("context", context(spam));
        trace(failing.state());
        close(failing);
    }

    @Program(20)
    void failureInAHandlerOfTheExitComesOutOfClose() {
        Coroutine<Integer, Object, Void> failing = Coroutine.of(self -> {
            try {
                try {
                    self.yield(1);
                } catch (ExitSignal leave) {
                    throw new Spam("instead of leaving");
                }
            } finally {
                trace("finally");
            }
            return null;
        });
        attempt("next", failing::next);
        trace("context", context(close(failing)));
    }

    @Program(20)
    void failureOfTheCleanUpCanBeHandledInTheBody() {
        Coroutine<Integer, Object, Void> careful = Coroutine.of(self -> {
            try {
                try {
                    self.yield(1);
                } finally {
                    raise(new Spam("clean-up"));
                }
            } catch (Spam spam) {
                trace("caught", spam);
            }
            return null;
        });
        attempt("next", careful::next);
        close(careful);
        trace(careful.state());
    }

    @Program({16, 20})
    void endSignalRaisedInTheCleanUpIsWrapped() {
        Coroutine<Integer, Object, Void> leaky = Coroutine.of(self -> {
            try {
                self.yield(1);
            } finally {
                raise(stop("clean-up"));
            }
            return null;
        });
        attempt("next", leaky::next);
        close(leaky);
        close(leaky);
    }

    @Program(21)
    void oneThatIgnoresTheExitStaysSuspended() {
        Coroutine<Integer, Object, Void> stubborn = Coroutine.of(self -> {
            try {
                self.yield(1);
            } catch (ExitSignal leave) {
                trace("ignores it");
                self.yield(2);
            }
            return null;
        });
        attempt("next", stubborn::next);
        close(stubborn);
        trace(stubborn.state());
        close(stubborn);
        trace(stubborn.state());
    }

    @Program(21)
    void oneThatIgnoredTheExitCanBeUsedOn() {
        Coroutine<String, Integer, String> stubborn = Coroutine.of(self -> {
            while (true) {
                try {
                    trace("got", self.yield("here"));
                    return "done";
                } catch (ExitSignal leave) {
                    trace("not yet");
                }
            }
        });
        attempt("next", stubborn::next);
        close(stubborn);
        close(stubborn);
        attempt("send 5", () -> stubborn.send(5));
        close(stubborn);
    }

    @Program(21)
    void yieldInFinallyIgnoresTheExit() {
        Coroutine<Integer, Object, Void> forgetful = Coroutine.of(self -> {
            try {
                self.yield(1);
            } finally {
                self.yield(2);
                trace("reached by next");
            }
            return null;
        });
        attempt("next", forgetful::next);
        close(forgetful);
        attempt("next", forgetful::next);
        trace(forgetful.state());
    }

    @Program({20, 21})
    void afterAnIgnoredExitCleanUpMayFail() {
        Coroutine<Integer, Object, Void> stubborn = Coroutine.of(self -> {
            try {
                try {
                    self.yield(1);
                } finally {
                    self.yield(2);
                }
            } finally {
                raise(new Spam("clean-up"));
            }
            return null;
        });
        attempt("next", stubborn::next);
        close(stubborn);
        close(stubborn);
        trace(stubborn.state());
    }
}
