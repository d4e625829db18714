// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import java.util.Arrays;
import java.util.List;

/// What passes between a delegator, its delegate and the consumer of both. The other side is `oracle/delegation.py`.
final class DelegationPrograms extends Programs {

    @Program(26)
    void nextReachesTheInnermost() {
        CoroutineBody<String, Object, Void> leaf = self -> {
            trace("leaf begins");
            self.yield("leaf 1");
            self.yield("leaf 2");
            trace("leaf ends");
            return null;
        };
        CoroutineBody<String, Object, Void> middle = self -> {
            trace("middle begins");
            self.yield("middle");
            self.yieldFrom(Coroutine.of(leaf));
            trace("middle ends");
            return null;
        };
        Coroutine<String, Object, Void> tree = Coroutine.of(self -> {
            trace("root begins");
            self.yieldFrom(Coroutine.of(middle));
            trace("root goes on");
            self.yield("root");
            return null;
        });
        for (int i = 0; i < 5; i++) {
            attempt("next", tree::next);
        }
    }

    @Program(26)
    void sendReachesTheInnermost() {
        CoroutineBody<String, String, Void> leaf = self -> {
            trace("leaf got", self.yield("leaf 1"));
            trace("leaf got", self.yield("leaf 2"));
            return null;
        };
        Coroutine<String, String, Void> tree = Coroutine.of(self -> {
            trace("root got", self.yield("root 1"));
            self.yieldFrom(Coroutine.of(leaf));
            trace("root got", self.yield("root 2"));
            return null;
        });
        attempt("next", tree::next);
        for (String text : Arrays.asList("a", "b", null, "c")) {
            attempt("send", () -> tree.send(text));
        }
    }

    @Program(26)
    void throwReachesTheInnermost() {
        CoroutineBody<Integer, Object, Void> leaf = self -> {
            try {
                self.yield(1);
            } catch (Spam spam) {
                trace("leaf caught", spam);
            }
            self.yield(2);
            return null;
        };
        CoroutineBody<Integer, Object, Void> middle = self -> {
            try {
                self.yieldFrom(Coroutine.of(leaf));
            } catch (Eggs eggs) {
                trace("middle caught", eggs);
                self.yield(3);
            }
            return null;
        };
        Coroutine<Integer, Object, Void> tree = Coroutine.of(self -> {
            try {
                return self.yieldFrom(Coroutine.of(middle));
            } finally {
                trace("root finally");
            }
        });
        Bang bang = new Bang("third");
        attempt("next", tree::next);
        attempt("throw", () -> tree.throwIn(new Spam("first")));
        attempt("throw", () -> tree.throwIn(new Eggs("second")));
        trace("same", attempt("throw", () -> tree.throwIn(bang)) == bang);
        trace(tree.state());
    }

    @Program(26)
    void closeUnwindsFromTheInnermost() {
        Coroutine<String, Object, Void> tree = Coroutine.of(descent(0));
        attempt("next", tree::next);
        close(tree);
        trace(tree.state());
    }

    private CoroutineBody<String, Object, Void> descent(int depth) {
        return self -> {
            try {
                if (depth < 3) {
                    self.yieldFrom(Coroutine.of(descent(depth + 1)));
                } else {
                    self.yield("leaf");
                }
            } catch (ExitSignal leave) {
                trace(depth, "caught", leave);
                throw leave;
            } finally {
                trace(depth, "finally");
            }
            return null;
        };
    }

    @Program(26)
    void delegatorsTakeTurnsWithTheirDelegates() {
        Coroutine<String, Integer, Void> tree = Coroutine.of(self -> {
            for (String name : List.of("a", "b", "c")) {
                self.yieldFrom(Coroutine.<String, Integer, Void>of(leaf -> {
                    try {
                        trace(name, "got", leaf.yield(name));
                    } finally {
                        trace(name, "ends");
                    }
                    return null;
                }));
                trace("root got", self.yield("between"));
            }
            return null;
        });
        attempt("next", tree::next);
        for (int i = 0; i < 6; i++) {
            int number = i;
            attempt("send", () -> tree.send(number));
        }
    }

    private record Tree(Tree left, int item, Tree right) {}

    @Program(26)
    void treeIsWalkedInOrder() {
        Tree left = new Tree(null, 1, null);
        Tree right = new Tree(new Tree(null, 3, null), 4, null);
        Coroutine<Integer, Object, Void> walker = Coroutine.of(walk(new Tree(left, 2, right)));
        for (int i = 0; i < 5; i++) {
            attempt("next", walker::next);
        }
    }

    private static CoroutineBody<Integer, Object, Void> walk(Tree tree) {
        return self -> {
            if (tree != null) {
                self.yieldFrom(Coroutine.of(walk(tree.left)));
                self.yield(tree.item);
                self.yieldFrom(Coroutine.of(walk(tree.right)));
            }
            return null;
        };
    }

    @Program(26)
    void exchangeGoesThroughFiftyLevels() {
        Coroutine<Integer, Integer, Integer> tower = Coroutine.of(tower(50));
        attempt("next", tower::next);
        attempt("send 20", () -> tower.send(20));
        attempt("send 22", () -> tower.send(22));
        attempt("next", tower::next);
    }

    private static CoroutineBody<Integer, Integer, Integer> tower(int depth) {
        if (depth > 0) {
            return self -> self.yieldFrom(Coroutine.of(tower(depth - 1))) + 1;
        }
        return self -> {
            int total = 0;
            Integer number = self.yield(total);
            while (number != null) {
                total += number;
                number = self.yield(total);
            }
            return total;
        };
    }

    @Program({14, 26})
    void throwBeforeTheDelegationStaysOutside() {
        CoroutineBody<Integer, Object, Void> inner = self -> {
            trace("inner begins");
            self.yield(2);
            return null;
        };
        Coroutine<Integer, Object, Void> delegator = Coroutine.of(self -> {
            try {
                self.yield(1);
            } catch (Spam spam) {
                trace("outer caught", spam);
            }
            return self.yieldFrom(Coroutine.of(inner));
        });
        attempt("next", delegator::next);
        attempt("throw", () -> delegator.throwIn(new Spam("thrown")));
        attempt("next", delegator::next);
    }

    @Program({14, 26})
    void delegateMayAnswerWithAnotherException() {
        CoroutineBody<Integer, Object, Void> inner = self -> {
            try {
                self.yield(1);
            } catch (Spam spam) {
                throw new Eggs("instead", spam);
            }
            return null;
        };
        Coroutine<Integer, Object, Void> delegator = Coroutine.of(self -> {
            try {
                self.yieldFrom(Coroutine.of(inner));
            } catch (Eggs eggs) {
                trace("outer caught", eggs, eggs.getCause());
                self.yield(2);
            }
            return null;
        });
        attempt("next", delegator::next);
        attempt("throw", () -> delegator.throwIn(new Spam("thrown")));
    }

    @Program({18, 26})
    void closeBetweenTwoDelegates() {
        Coroutine<String, Object, Void> delegator = Coroutine.of(self -> {
            try {
                self.yieldFrom(Coroutine.of(named("first")));
                self.yield("between");
                self.yieldFrom(Coroutine.of(named("second")));
            } finally {
                trace("outer finally");
            }
            return null;
        });
        attempt("next", delegator::next);
        attempt("next", delegator::next);
        close(delegator);
    }

    private CoroutineBody<String, Object, Void> named(String name) {
        return self -> {
            try {
                self.yield(name);
            } finally {
                trace(name, "finally");
            }
            return null;
        };
    }
}
