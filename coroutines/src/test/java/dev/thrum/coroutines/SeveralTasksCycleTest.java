// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.thrum.core.CancelScope;
import dev.thrum.core.DeadlockException;
import dev.thrum.core.Strand;
import dev.thrum.core.VirtualClock;
import dev.thrum.sync.Mutex;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Circles that lead through a wait for several tasks, while other tasks go on living. Those who wait first are made to
/// do so by `first`: who closes the circle is the victim.
@Timeout(30)
@Tag("one-carrier")
class SeveralTasksCycleTest {

    private static EventLoop.Builder loop(boolean isVirtual) {
        EventLoop.Builder builder = EventLoop.builder().name("test loop").ignoreSlowSteps();
        return isVirtual ? builder.clock(new VirtualClock()) : builder;
    }

    /// A task that is always ready; so it is never the case that all wait.
    private static Task<Integer> bystander() {
        return EventLoop.spawn("bystander", () -> {
            while (true) {
                Strand.yieldNow();
            }
        });
    }

    /// Lets all others come as far as they can.
    private static void letOthersWait() throws InterruptedException {
        for (int i = 0; i < 10; i++) {
            Strand.yieldNow();
        }
    }

    private static List<DeadlockException> deadlocksIn(Task<?> task) {
        TaskGroupException failure = catchThrowableOfType(TaskGroupException.class, () -> {
            try {
                task.await();
            } catch (ExecutionException e) {
                throw (Exception) e.getCause();
            }
        });
        return failure.failures().stream().map(DeadlockException.class::cast).toList();
    }

    // ------------------------------------------------------------------------------------------------------- groups

    @ParameterizedTest
    @CsvSource({"true, child", "true, parent", "false, child", "false, parent"})
    @DisplayName("29: a task of a group that awaits whoever leaves the group is told so, while another task goes on")
    void childAwaitsParent(boolean isVirtual, String first) throws Exception {
        loop(isVirtual).run(() -> {
            Task<Integer> bystander = bystander();
            List<Task<?>> parent = new ArrayList<>();
            parent.add(EventLoop.spawn("parent", () -> TaskGroup.named("crew").call(crew -> {
                crew.spawn("child", () -> parent.getFirst().await());
                if (first.equals("child")) {
                    letOthersWait();
                }
                return 0;
            })));
            DeadlockException deadlock = deadlocksIn(parent.getFirst()).getFirst();
            assertThat(bystander.isDone()).isFalse();
            assertThat(deadlock.hops()).hasSize(2)
                    .anySatisfy(hop -> {
                        assertThat(hop.strand()).isEqualTo("task \"parent\"");
                        assertThat(hop.wanted()).isEqualTo("the end of 1 task of task group \"crew\"");
                        assertThat(hop.owner()).isEqualTo("task \"child\"");
                    })
                    .anySatisfy(hop -> {
                        assertThat(hop.strand()).isEqualTo("task \"child\"");
                        assertThat(hop.wanted()).isEqualTo("task \"parent\"");
                        assertThat(hop.owner()).isEqualTo("task \"parent\"");
                    });
            return bystander.cancel("seen enough");
        });
    }

    @ParameterizedTest
    @CsvSource({"true, child", "true, parent", "false, child", "false, parent"})
    @DisplayName("29: so is one that takes a mutex held around the group; its slow siblings do not hide it")
    void childTakesParentsMutex(boolean isVirtual, String first) throws Exception {
        loop(isVirtual).run(() -> {
            Task<Integer> bystander = bystander();
            Mutex mutex = Mutex.named("till");
            TaskGroup group = TaskGroup.named("crew");
            Task<Integer> parent = EventLoop.spawn("parent", () -> mutex.locked(() -> group.call(crew -> {
                Task<Integer> sibling = crew.spawn("slow", () -> {
                    letOthersWait();
                    return bystander.await();
                });
                crew.spawn("behind it", sibling::await);
                crew.spawn("child", () -> mutex.locked(() -> 0));
                if (first.equals("child")) {
                    letOthersWait();
                }
                return 0;
            })));
            assertThat(deadlocksIn(parent)).singleElement().satisfies(deadlock -> {
                assertThat(deadlock.hops()).extracting(DeadlockException.Hop::strand)
                        .containsExactlyInAnyOrder("task \"parent\"", "task \"child\"");
                assertThat(deadlock)
                        .hasMessageContaining("the end of 3 tasks of task group \"crew\", owned by task \"child\"")
                        .hasMessageContaining("Mutex \"till\", owned by task \"parent\"");
            });
            return bystander.cancel("seen enough");
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @ResourceLock(Resources.SYSTEM_ERR)
    @DisplayName("29: a task that cannot be cancelled, nor end before the group, is left behind; its failure is told")
    void stubbornChild(boolean isVirtual) throws Exception {
        String log = Logged.by(() -> loop(isVirtual).run(() -> {
            Mutex mutex = new Mutex();
            List<Task<?>> child = new ArrayList<>();
            Task<Integer> parent = EventLoop.spawn(() -> mutex.locked(() -> new TaskGroup().call(group -> {
                child.add(group.spawn("stubborn", () -> CancelScope.shielded(() -> {
                    mutex.lock();
                    mutex.unlock();
                    throw new IllegalStateException("too late");
                })));
                letOthersWait();
                return 0;
            })));
            assertThat(deadlocksIn(parent)).hasSize(2);
            letOthersWait();
            assertThat(child.getFirst().isDone()).as("ended once the mutex was free").isTrue();
        }));
        assertThat(log).contains("stubborn", "too late");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @DisplayName("29: tasks of a group that are merely slow, or wait for one another, are no deadlock")
    void slowChildren(boolean isVirtual) throws Exception {
        int sum = loop(isVirtual).run(() -> {
            Mutex mutex = new Mutex();
            Task<Integer> outside = EventLoop.spawn("outside", () -> mutex.locked(() -> {
                letOthersWait();
                return 1;
            }));
            return new TaskGroup().call(group -> {
                List<Task<Integer>> children = new ArrayList<>();
                children.add(group.spawn(outside::await));
                children.add(group.spawn(() -> mutex.locked(() -> {
                    letOthersWait();
                    return 2;
                })));
                children.add(group.spawn(() -> Tasks.gather(List.copyOf(children.subList(0, 2))).getLast() + 1));
                children.add(group.spawn(() -> mutex.locked(() -> children.get(2).await() + 1)));
                return Tasks.gather(children).stream().mapToInt(Integer::intValue).sum();
            });
        });
        assertThat(sum).isEqualTo(1 + 2 + 3 + 4);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @DisplayName("29: who has been cancelled and has yet to hear of it is stuck no more")
    void cancelledChild(boolean isVirtual) throws Exception {
        loop(isVirtual).run(() -> {
            Task<?> parent = EventLoop.currentTask();
            new TaskGroup().run(group -> {
                group.spawn("watch", () -> Tasks.shield(parent));
                letOthersWait();
                group.cancel("done");
            });
            Task<?> watch = EventLoop.spawn("watch", () -> Tasks.shield(parent));
            letOthersWait();
            watch.cancel("done");
            assertThat(Tasks.wait(List.of(watch), Tasks.Until.ALL_COMPLETED).done()).allMatch(Task::isCancelled);
        });
    }

    // ------------------------------------------------------------------------------------------------ several tasks

    /// A way to wait for several tasks.
    @FunctionalInterface
    interface Wait {
        Object forAll(List<Task<Integer>> tasks) throws Exception;
    }

    private static final Map<String, Wait> WAITS_FOR_ALL = new LinkedHashMap<>(Map.of(
            "gather", Tasks::gather,
            "gatherOrCancel", Tasks::gatherOrCancel,
            "gatherOutcomes", Tasks::gatherOutcomes,
            "wait", tasks -> Tasks.wait(tasks, Tasks.Until.ALL_COMPLETED)));

    private static final Map<String, Wait> WAITS_FOR_FIRST = new LinkedHashMap<>(Map.of(
            "first completed", tasks -> Tasks.wait(tasks, Tasks.Until.FIRST_COMPLETED),
            "first exception", tasks -> Tasks.wait(tasks, Tasks.Until.FIRST_EXCEPTION),
            "as completed", tasks -> Tasks.asCompleted(tasks).iterator().next()));

    static List<String> waitsForAll() {
        return List.copyOf(WAITS_FOR_ALL.keySet());
    }

    static List<String> waitsForFirst() {
        return List.copyOf(WAITS_FOR_FIRST.keySet());
    }

    /// Starts a task that waits for some others, and one of these that waits for it, and waits until one of the two has
    /// failed; at any moment a bystander is ready.
    private static DeadlockException victimOf(
            Wait wait, int stuck, boolean isMemberFirst, boolean isWithBystander) throws Exception {
        Task<Integer> bystander = bystander();
        List<Task<Object>> waiter = new ArrayList<>();
        List<Task<Integer>> members = new ArrayList<>();
        Callable<Object> waits = () -> {
            if (isMemberFirst) {
                letOthersWait();
            }
            return wait.forAll(members);
        };
        Callable<Integer> isStuck = () -> {
            if (!isMemberFirst) {
                letOthersWait();
            }
            Tasks.shield(waiter.getFirst());
            return 0;
        };
        if (isWithBystander) {
            members.add(bystander);
        }
        for (int i = 1; i <= stuck; i++) {
            members.add(EventLoop.spawn("member " + i, isStuck));
        }
        waiter.add(EventLoop.spawn("waiter", waits));
        List<Task<?>> both = new ArrayList<>(waiter);
        both.addAll(members);
        while (both.stream().noneMatch(task -> task.failure() instanceof DeadlockException)) {
            Strand.yieldNow();
        }
        bystander.cancel("seen enough");
        letOthersWait();
        assertThat(both).allMatch(Task::isDone);
        assertThat(both).filteredOn(task -> task.failure() instanceof DeadlockException).hasSize(1);
        return (DeadlockException) both.stream().map(Task::failure).filter(DeadlockException.class::isInstance).findAny()
                .orElseThrow();
    }

    @ParameterizedTest
    @MethodSource("waitsForAll")
    @DisplayName("29: a task that awaits whoever waits for it and others is told so, while one of the others goes on")
    void memberAwaitsWaiter(String wait) throws Exception {
        for (boolean isVirtual : new boolean[] {true, false}) {
            for (boolean isMemberFirst : new boolean[] {true, false}) {
                loop(isVirtual).run(() -> {
                    DeadlockException deadlock = victimOf(WAITS_FOR_ALL.get(wait), 1, isMemberFirst, true);
                    assertThat(deadlock.hops()).extracting(DeadlockException.Hop::strand)
                            .containsExactlyInAnyOrder("task \"waiter\"", "task \"member 1\"");
                    assertThat(deadlock).hasMessageContaining(" for 2 of 2 tasks to ")
                            .hasMessageContaining(", owned by task \"member 1\"");
                });
            }
        }
    }

    @ParameterizedTest
    @MethodSource("waitsForFirst")
    @DisplayName("29: where the first of several would do, that is so once all of them are stuck")
    void allMembersAwaitWaiter(String wait) throws Exception {
        for (boolean isVirtual : new boolean[] {true, false}) {
            for (boolean isMemberFirst : new boolean[] {true, false}) {
                loop(isVirtual).run(() -> {
                    DeadlockException deadlock = victimOf(WAITS_FOR_FIRST.get(wait), 2, isMemberFirst, false);
                    assertThat(deadlock.hops()).extracting(DeadlockException.Hop::strand)
                            .contains("task \"waiter\"", "task \"member 1\"", "task \"member 2\"");
                });
            }
        }
    }

    @ParameterizedTest
    @MethodSource("waitsForFirst")
    @DisplayName("29: where the first of several would do, it is no deadlock as long as one of them can go on")
    void oneMemberGoesOn(String wait) throws Exception {
        for (boolean isVirtual : new boolean[] {true, false}) {
            loop(isVirtual).run(() -> {
                List<Task<Object>> waiter = new ArrayList<>();
                List<Task<Integer>> members = new ArrayList<>();
                members.add(EventLoop.spawn("stuck 1", () -> {
                    Tasks.shield(waiter.getFirst());
                    return 1;
                }));
                members.add(EventLoop.spawn("slow", () -> {
                    letOthersWait();
                    throw new IllegalStateException("ends the wait");
                }));
                members.add(EventLoop.spawn("stuck 2", () -> members.getFirst().await() + 1));
                waiter.add(EventLoop.spawn("waiter", () -> WAITS_FOR_FIRST.get(wait).forAll(members)));
                assertThat(waiter.getFirst().await()).isNotNull();
                assertThat(members.get(1).failure()).hasMessage("ends the wait");
                assertThat(members.getFirst().await()).isEqualTo(1);
                assertThat(members.getLast().await()).isEqualTo(2);
            });
        }
    }

    @ParameterizedTest
    @MethodSource("waitsForFirst")
    @DisplayName("29: nor as long as one of them has not begun")
    void oneMemberHasNotBegun(String wait) throws Exception {
        for (boolean isVirtual : new boolean[] {true, false}) {
            loop(isVirtual).run(() -> {
                List<Task<Object>> waiter = new ArrayList<>();
                List<Task<Integer>> members = new ArrayList<>();
                Task<Integer> stuck = EventLoop.spawn("stuck", () -> {
                    Tasks.shield(waiter.getFirst());
                    return 1;
                });
                waiter.add(EventLoop.spawn("waiter", () -> {
                    letOthersWait();
                    members.add(EventLoop.spawn("new", () -> {
                        throw new IllegalStateException("ends the wait");
                    }));
                    members.add(stuck);
                    return WAITS_FOR_FIRST.get(wait).forAll(members);
                }));
                assertThat(waiter.getFirst().await()).isNotNull();
                assertThat(members.getFirst().failure()).hasMessage("ends the wait");
                assertThat(stuck.await()).isEqualTo(1);
            });
        }
    }

    @Test
    @DisplayName("29: of tasks taken as they are completed, the stuck one is told when only it is left")
    void lastOfThoseCompleted() throws Exception {
        loop(false).run(() -> {
            Task<Integer> bystander = bystander();
            List<Task<?>> waiter = new ArrayList<>();
            List<Task<Integer>> members = new ArrayList<>();
            List<Task<?>> completed = new ArrayList<>();
            members.add(EventLoop.spawn("stuck", () -> {
                Tasks.shield(waiter.getFirst());
                return 0;
            }));
            for (int i = 0; i < 3; i++) {
                members.add(EventLoop.spawn(() -> {
                    letOthersWait();
                    return 0;
                }));
            }
            waiter.add(EventLoop.spawn("waiter", () -> Tasks.asCompleted(members).forEach(completed::add)));
            assertThatExceptionOfType(ExecutionException.class).isThrownBy(waiter.getFirst()::await)
                    .withRootCauseInstanceOf(DeadlockException.class);
            assertThat(completed).containsExactlyElementsOf(members.subList(1, 4));
            return bystander.cancel("seen enough");
        });
    }

    // --------------------------------------------------------------------------------------------------------- races

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @DisplayName("29: a runner of a race may be stuck for as long as another may win")
    void raceWithAStuckRunner(boolean isVirtual) throws Exception {
        loop(isVirtual).run(() -> {
            Mutex mutex = new Mutex();
            List<String> stuck = new ArrayList<>();
            int won = mutex.locked(() -> Tasks.<Integer>race(List.of(
                    () -> {
                        try {
                            return mutex.locked(() -> 1);
                        } catch (DeadlockException e) {
                            stuck.add("told");
                            throw e;
                        }
                    },
                    () -> {
                        letOthersWait();
                        return 2;
                    })));
            assertThat(won).isEqualTo(2);
            assertThat(stuck).isEmpty();
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @DisplayName("29: but not if nobody may")
    void raceOfStuckRunners(boolean isVirtual) throws Exception {
        loop(isVirtual).run(() -> {
            Task<Integer> bystander = bystander();
            Mutex mutex = new Mutex();
            int won = mutex.locked(() -> Tasks.<Integer>race(List.of(
                    () -> mutex.locked(() -> 1),
                    () -> {
                        try {
                            return mutex.locked(() -> 2);
                        } catch (DeadlockException e) {
                            return 3;
                        }
                    })));
            assertThat(won).isEqualTo(3);
            return bystander.cancel("seen enough");
        });
    }

    // ------------------------------------------------------------------------------------------------- nested loops

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @DisplayName("29: a loop inside a task whose main task awaits that task is told so")
    void innerMainAwaitsOuterTask(boolean isVirtual) throws Exception {
        loop(isVirtual).run(() -> {
            Task<Integer> bystander = bystander();
            List<Task<?>> outer = new ArrayList<>();
            outer.add(EventLoop.spawn("outer", () ->
                    EventLoop.builder().name("inner").run(() -> Tasks.shield(outer.getFirst()))));
            assertThatExceptionOfType(ExecutionException.class).isThrownBy(outer.getFirst()::await)
                    .havingRootCause().isInstanceOf(DeadlockException.class)
                    .withMessageContaining("the end of inner, owned by task \"main\"");
            return bystander.cancel("seen enough");
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @DisplayName("29: a task of an inner loop that awaits the outer task is cancelled with the loop, and no deadlock")
    void innerTaskAwaitsOuterTask(boolean isVirtual) throws Exception {
        loop(isVirtual).run(() -> {
            List<Task<Integer>> outer = new ArrayList<>();
            List<Task<?>> watch = new ArrayList<>();
            outer.add(EventLoop.spawn("outer", () -> EventLoop.builder().name("inner").run(() -> {
                watch.add(EventLoop.spawn("watch", () -> Tasks.shield(outer.getFirst())));
                letOthersWait();
                return 1;
            })));
            assertThat(outer.getFirst().await()).isEqualTo(1);
            assertThat(watch.getFirst().isCancelled()).isTrue();
        });
    }
}
