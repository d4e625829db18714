// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Queue;

/// Delegation to what is no coroutine. The other side is `oracle/iterators.py`.
final class IteratorPrograms extends Programs {

    /// A plain iterator that says what is done to it.
    private class Shelf implements Iterator<Object> {
        final Queue<Object> items;

        Shelf(Object... items) {
            this.items = new ArrayDeque<>(List.of(items));
        }

        @Override
        public boolean hasNext() {
            return !items.isEmpty();
        }

        @Override
        public Object next() {
            if (items.isEmpty()) {
                throw new NoSuchElementException("The shelf is empty");
            }
            trace("shelf gives", items.peek());
            return items.remove();
        }
    }

    /// A shelf to be closed.
    private final class Drawer extends Shelf implements AutoCloseable {
        private final RuntimeException failure;

        Drawer(RuntimeException failure, Object... items) {
            super(items);
            this.failure = failure;
        }

        @Override
        public void close() {
            trace("drawer closes");
            if (failure != null) {
                throw failure;
            }
        }
    }

    @Program(28)
    void plainIteratorGivesItsItems() {
        Coroutine<Object, Object, Void> outer = Coroutine.of(self -> {
            self.yieldFrom(new Shelf(1, 2));
            trace("value", (Object) null); // the expression has no value in Java
            self.yield("after");
            return null;
        });
        attempt("next", outer::next);
        attempt("send null", () -> outer.send(null));
        attempt("next", outer::next);
        attempt("next", outer::next);
    }

    @Program(28)
    void plainIterableGivesItsItems() {
        List<Integer> numbers = Arrays.asList(1, null, 3);
        Coroutine<Integer, Object, Void> outer = Coroutine.of(self -> {
            self.yieldFrom(numbers);
            self.yieldFrom(numbers.stream().limit(1));
            return null;
        });
        for (int i = 0; i < 5; i++) {
            attempt("next", outer::next);
        }
    }

    @Program(28)
    void valueSentToAPlainIteratorIsRefusedInTheDelegator() {
        Coroutine<Object, Integer, Void> outer = Coroutine.of(self -> {
            try {
                self.yieldFrom(new Shelf(1, 2));
            } catch (UnsupportedOperationException e) {
                trace("caught", e);
                trace("got", self.yield("instead"));
            }
            return null;
        });
        attempt("next", outer::next);
        attempt("send 5", () -> outer.send(5));
        attempt("send 6", () -> outer.send(6));
    }

    @Program(28)
    void uncaughtRefusalEndsTheDelegator() {
        Coroutine<Object, Integer, Void> outer = Coroutine.of(self -> {
            try {
                self.yieldFrom(new Shelf(1, 2));
            } finally {
                trace("finally");
            }
            return null;
        });
        attempt("next", outer::next);
        attempt("send 5", () -> outer.send(5));
        trace(outer.state());
        attempt("next", outer::next);
    }

    @Program(28)
    void refusedValueCostsNoItem() {
        Shelf shelf = new Shelf(1, 2, 3);
        Coroutine<Object, Integer, Void> outer = Coroutine.of(self -> {
            while (true) {
                try {
                    self.yieldFrom(shelf);
                    return null;
                } catch (UnsupportedOperationException e) {
                    trace("caught", e);
                }
            }
        });
        attempt("next", outer::next);
        attempt("send 5", () -> outer.send(5));
        attempt("next", outer::next);
        attempt("send 6", () -> outer.send(6));
    }

    @Program(28)
    void throwOverAPlainIteratorIsRaisedInTheDelegator() {
        Coroutine<Object, Object, Void> outer = Coroutine.of(self -> {
            try {
                self.yieldFrom(new Shelf(1, 2));
            } catch (Spam spam) {
                trace("caught", spam);
            }
            self.yield("after");
            return null;
        });
        attempt("next", outer::next);
        attempt("throw", () -> outer.throwIn(new Spam("thrown")));
        Bang bang = new Bang("thrown");
        trace("same", attempt("throw", () -> outer.throwIn(bang)) == bang);
    }

    @Program(28)
    void closeOverAPlainIteratorUnwindsTheDelegator() {
        Coroutine<Object, Object, Void> outer = Coroutine.of(self -> {
            try {
                self.yieldFrom(new Shelf(1, 2));
            } catch (ExitSignal leave) {
                trace("caught", leave);
                throw leave;
            } finally {
                trace("finally");
            }
            return null;
        });
        attempt("next", outer::next);
        close(outer);
        trace(outer.state());
    }

    @Program(28)
    void closeableIteratorIsClosedWithTheDelegator() {
        CoroutineBody<Object, Object, Void> body = self -> {
            try {
                self.yieldFrom(new Drawer(null, 1, 2));
            } catch (ExitSignal leave) {
                trace("caught", leave);
                throw leave;
            }
            return null;
        };
        Coroutine<Object, Object, Void> closed = Coroutine.of(body);
        attempt("next", closed::next);
        close(closed);
        Coroutine<Object, Object, Void> thrown = Coroutine.of(body);
        attempt("next", thrown::next);
        attempt("throw exit", () -> thrown.throwIn(new ExitSignal()));
    }

    @Program({28, 29})
    void failureToCloseAnIteratorReplacesTheExit() {
        Spam spam = new Spam("stuck");
        Coroutine<Object, Object, Void> outer = Coroutine.of(self -> {
            try {
                self.yieldFrom(new Drawer(spam, 1, 2));
            } finally {
                trace("finally");
            }
            return null;
        });
        attempt("next", outer::next);
        trace("same", close(outer) == spam);
        trace(outer.state());
    }

    @Program(28)
    void exhaustedCloseableIteratorIsLeftAlone() {
        Coroutine<Object, Object, Void> outer = Coroutine.of(self -> {
            self.yieldFrom(new Drawer(null, 1));
            self.yield("after");
            return null;
        });
        for (int i = 0; i < 3; i++) {
            attempt("next", outer::next);
        }
    }

    @Program({27, 28})
    void failingIteratorFailsInTheDelegator() {
        class Broken extends Shelf {
            Broken(Object... items) {
                super(items);
            }

            @Override
            public Object next() {
                if (items.size() == 1) {
                    throw new Spam("broken");
                }
                return super.next();
            }
        }
        Coroutine<Object, Object, Void> outer = Coroutine.of(self -> {
            try {
                self.yieldFrom(new Broken(1, 2));
            } catch (Spam spam) {
                trace("caught", spam);
            }
            self.yield("after");
            return null;
        });
        for (int i = 0; i < 3; i++) {
            attempt("next", outer::next);
        }
    }

    @Program(28)
    void iteratorIsUsedUpByTwoDelegators() {
        Shelf shelf = new Shelf(1, 2, 3, 4);
        CoroutineBody<Object, Object, Void> body = self -> {
            self.yieldFrom(shelf);
            return null;
        };
        Coroutine<Object, Object, Void> first = Coroutine.of(body);
        Coroutine<Object, Object, Void> second = Coroutine.of(body);
        attempt("first", first::next);
        attempt("second", second::next);
        attempt("first", first::next);
        close(first);
        attempt("second", second::next);
        attempt("second", second::next);
    }
}
