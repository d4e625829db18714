// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import java.util.List;

/// Exceptions that the consumer raises in a body. The other side is `oracle/throw.py`.
final class ThrowPrograms extends Programs {

    @Program(14)
    void uncaughtOneComesBack() {
        Coroutine<Integer, Object, Void> victim = Coroutine.of(self -> {
            try {
                self.yield(1);
                trace("not reached");
            } finally {
                trace("finally");
            }
            return null;
        });
        Spam spam = new Spam("thrown");
        attempt("next", victim::next);
        trace("same", attempt("throw", () -> victim.throwIn(spam)) == spam);
        trace(victim.state());
        attempt("next", victim::next);
    }

    @Program(14)
    void caughtOneLeadsToTheNextYield() {
        Coroutine<Integer, Integer, Void> survivor = Coroutine.of(self -> {
            try {
                self.yield(1);
            } catch (Spam spam) {
                trace("caught", spam);
            }
            trace("got", self.yield(2));
            return null;
        });
        attempt("next", survivor::next);
        attempt("throw", () -> survivor.throwIn(new Spam("thrown")));
        attempt("send 3", () -> survivor.send(3));
    }

    @Program(14)
    void eachIsCaughtWhereTheBodyStands() {
        Coroutine<String, Integer, Void> tough = Coroutine.of(self -> {
            while (true) {
                try {
                    trace("got", self.yield("ready"));
                } catch (Spam spam) {
                    trace("caught", spam);
                }
            }
        });
        attempt("next", tough::next);
        for (int i = 0; i < 3; i++) {
            int number = i;
            attempt("throw", () -> tough.throwIn(new Spam(number)));
            attempt("send", () -> tough.send(number));
        }
        attempt("throw", () -> tough.throwIn(new Eggs("other")));
        attempt("next", tough::next);
    }

    @Program(14)
    void handlersAreTriedFromInnerToOuter() {
        Coroutine<Integer, Object, Void> nested = Coroutine.of(self -> {
            try {
                try {
                    self.yield(1);
                } catch (Spam spam) {
                    trace("wrong handler");
                } finally {
                    trace("inner finally");
                }
            } catch (Eggs eggs) {
                trace("caught", eggs);
                self.yield(2);
            } finally {
                trace("outer finally");
            }
            return null;
        });
        attempt("next", nested::next);
        attempt("throw", () -> nested.throwIn(new Eggs("thrown")));
        attempt("next", nested::next);
    }

    @Program(14)
    void finallyMayYieldBeforeItPropagates() {
        Coroutine<Integer, Integer, Void> slow = Coroutine.of(self -> {
            try {
                self.yield(1);
            } finally {
                trace("finally got", self.yield(2));
            }
            return null;
        });
        Spam spam = new Spam("thrown");
        attempt("next", slow::next);
        attempt("throw", () -> slow.throwIn(spam));
        trace(slow.state());
        trace("same", attempt("send 3", () -> slow.send(3)) == spam);
        attempt("next", slow::next);
    }

    @Program(14)
    void handlerMayRaiseAnother() {
        Coroutine<Integer, Object, Void> changing = Coroutine.of(self -> {
            try {
                self.yield(1);
            } catch (Spam spam) {
                throw new Eggs("instead", spam);
            }
            return null;
        });
        Spam spam = new Spam("thrown");
        attempt("next", changing::next);
        Throwable eggs = attempt("throw", () -> changing.throwIn(spam));
        trace("cause is the same", eggs.getCause() == spam);
        trace(changing.state());
    }

    @Program(14)
    void errorsPassHandlersOfExceptions() {
        Coroutine<Integer, Object, Void> body = Coroutine.of(self -> {
            try {
                self.yield(1);
            } catch (Exception e) {
                trace("wrong handler", e);
            } catch (Throwable e) {
                trace("caught", e);
                throw e;
            }
            return null;
        });
        Bang bang = new Bang("thrown");
        attempt("next", body::next);
        trace("same", attempt("throw", () -> body.throwIn(bang)) == bang);
    }

    @Program({5, 14})
    void ownFailureComesOutOfThrow() {
        Coroutine<Integer, Object, Void> failing = Coroutine.of(self -> {
            try {
                self.yield(1);
            } catch (Spam spam) {
                trace("caught");
            }
            throw new Eggs("own");
        });
        attempt("next", failing::next);
        attempt("throw", () -> failing.throwIn(new Spam("thrown")));
        attempt("throw", () -> failing.throwIn(new Spam("again")));
    }

    @Program(15)
    void newOneIsClosedByIt() {
        Coroutine<Integer, Object, Void> fresh = Coroutine.of(self -> {
            trace("begins");
            try {
                self.yield(1);
            } finally {
                trace("finally");
            }
            return null;
        });
        Spam spam = new Spam("thrown");
        trace("same", attempt("throw", () -> fresh.throwIn(spam)) == spam);
        trace(fresh.state());
        attempt("next", fresh::next);
    }

    @Program(15)
    void finishedOnePassesItOn() {
        Coroutine<Integer, Object, Integer> finished = Coroutine.of(self -> {
            self.yield(1);
            return 2;
        });
        attempt("next", finished::next);
        attempt("next", finished::next);
        for (int i = 0; i < 2; i++) {
            Spam spam = new Spam(i);
            trace("same", attempt("throw", () -> finished.throwIn(spam)) == spam);
        }
        trace(finished.state());
    }

    @Program(15)
    void closedAndFailedOnesPassItOn() {
        CoroutineBody<Integer, Object, Void> body = self -> {
            self.yield(1);
            return null;
        };
        Coroutine<Integer, Object, Void> closed = Coroutine.of(body);
        closed.close();
        attempt("throw", () -> closed.throwIn(new Spam("thrown")));
        Coroutine<Integer, Object, Void> failed = Coroutine.of(body);
        attempt("throw", () -> failed.throwIn(new Spam("first")));
        attempt("throw", () -> failed.throwIn(new Eggs("second")));
    }

    @Program(15)
    void finishedOnePassesTheEndOn() {
        Coroutine<Object, Object, Integer> finished = Coroutine.of(self -> 1);
        attempt("next", finished::next);
        StopIterationException stop = stop("thrown");
        trace("same", attempt("throw", () -> finished.throwIn(stop)) == stop);
    }

    @Program(15)
    void newAndFinishedOnesPassTheExitOn() {
        Coroutine<Integer, Object, Void> fresh = Coroutine.of(self -> {
            trace("begins");
            self.yield(1);
            return null;
        });
        ExitSignal first = new ExitSignal();
        trace("same", attempt("throw", () -> fresh.throwIn(first)) == first);
        trace(fresh.state());
        ExitSignal second = new ExitSignal();
        trace("same", attempt("throw", () -> fresh.throwIn(second)) == second);
    }

    @Program(16)
    void caughtThenReturnIsTheEnd() {
        Coroutine<Integer, Object, List<Object>> returning = Coroutine.of(self -> {
            try {
                self.yield(1);
                return List.of();
            } catch (Spam spam) {
                return List.of("handled", spam);
            }
        });
        attempt("next", returning::next);
        attempt("throw", () -> returning.throwIn(new Spam("thrown")));
        attempt("next", returning::next);
    }

    @Program(16)
    void endSignalRaisedByABodyIsWrapped() {
        StopIterationException stop = stop("early");
        Coroutine<Integer, Object, Void> leaky = Coroutine.of(self -> {
            self.yield(1);
            throw stop;
        });
        attempt("next", leaky::next);
        Throwable wrapper = attempt("next", leaky::next);
        trace("same", wrapper.getCause() == stop);
        attempt("next", leaky::next);
    }

    @Program(16)
    void endOfAnotherDoesNotEndABody() {
        Coroutine<Object, Object, Void> careless = Coroutine.of(self -> {
            Coroutine<Object, Object, String> source = Coroutine.of(empty -> "nothing");
            while (true) {
                self.yield(source.next());
            }
        });
        attempt("next", careless::next);
        trace(careless.state());
    }

    @Program(16)
    void endSignalThrownInIsWrapped() {
        Coroutine<Integer, Object, Void> careless = Coroutine.of(self -> {
            try {
                self.yield(1);
            } finally {
                trace("finally");
            }
            return null;
        });
        StopIterationException stop = stop("thrown");
        attempt("next", careless::next);
        trace("same", attempt("throw", () -> careless.throwIn(stop)).getCause() == stop);
    }

    @Program(16)
    void endSignalThrownInCanBeCaught() {
        Coroutine<Integer, Object, Object> careful = Coroutine.of(self -> {
            try {
                self.yield(1);
                return null;
            } catch (StopIterationException stop) {
                trace("caught", stop);
                return stop.value();
            }
        });
        attempt("next", careful::next);
        attempt("throw", () -> careful.throwIn(stop("thrown")));
    }

    @Program({14, 18})
    void exitThrownInComesBack() {
        Coroutine<Integer, Object, Void> leaving = Coroutine.of(self -> {
            try {
                self.yield(1);
            } finally {
                trace("finally");
            }
            return null;
        });
        ExitSignal leave = new ExitSignal();
        attempt("next", leaving::next);
        trace("same", attempt("throw", () -> leaving.throwIn(leave)) == leave);
        trace(leaving.state());
    }

    @Program({14, 21})
    void exitThrownInMayBeIgnored() {
        Coroutine<Integer, Object, Void> staying = Coroutine.of(self -> {
            try {
                self.yield(1);
            } catch (ExitSignal leave) {
                trace("caught", leave);
                self.yield(2);
            }
            return null;
        });
        attempt("next", staying::next);
        attempt("throw", () -> staying.throwIn(new ExitSignal()));
        trace(staying.state());
        attempt("next", staying::next);
    }

    @Program({16, 18})
    void exitThrownInMayEndWithAValue() {
        Coroutine<Integer, Object, String> leaving = Coroutine.of(self -> {
            try {
                self.yield(1);
                return null;
            } catch (ExitSignal leave) {
                return "left";
            }
        });
        attempt("next", leaving::next);
        attempt("throw", () -> leaving.throwIn(new ExitSignal()));
    }
}
