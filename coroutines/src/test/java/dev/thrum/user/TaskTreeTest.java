// SPDX-License-Identifier: Apache-2.0
package dev.thrum.user;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thrum.core.CancelScope;
import dev.thrum.core.Inspector;
import dev.thrum.core.Strand;
import dev.thrum.core.VirtualClock;
import dev.thrum.coroutines.EventLoop;
import dev.thrum.coroutines.Task;
import dev.thrum.coroutines.TaskGroup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// How the inspector shows the tasks of a loop. Looks from a package of its own, for the library's own frames are never
/// shown as places of the user's code.
@Timeout(60)
@Tag("one-carrier")
class TaskTreeTest {

    private static final Duration HOUR = Duration.ofHours(1);

    /// The part of a snapshot about one loop, with what differs from run to run made equal.
    private static String tree(Inspector.Snapshot snapshot, String loop) {
        return new Inspector.Snapshot(snapshot.roots().stream().filter(node -> node.name().equals(loop)).toList()).toText()
                .replaceAll("at \\S*\\(TaskTreeTest\\.java:\\d+\\)", "at HERE")
                .replaceAll("at \\S*\\(\\S*\\)", "at ELSEWHERE")
                .replaceAll(" for \\d+(\\.\\d)? [µm]?n?s", " for TIME");
    }

    private static Callable<Integer> sleeper() {
        return () -> {
            Strand.sleep(HOUR);
            return 0;
        };
    }

    /// Tasks of all kinds, which are not done for an hour; and what to do meanwhile.
    private static void busyLoop(String name, VirtualClock clock, Callable<?> meanwhile) throws Exception {
        EventLoop.builder().name(name).ignoreSlowSteps().clock(clock).run(() -> {
            Task<Integer> parent = EventLoop.spawn("parent", () -> EventLoop.spawn("child", sleeper()).await());
            Task<Object> leader = EventLoop.spawn("leader", () -> TaskGroup.named("crew").call(crew -> {
                Task<Integer> worker = crew.spawn("worker", sleeper());
                crew.spawn("helper", () -> {
                    crew.spawn("helper's helper", sleeper());
                    return CancelScope.timeout(HOUR.multipliedBy(2), worker::await);
                });
                return worker.await();
            }));
            Strand.yieldNow();
            Strand.yieldNow();
            Strand.yieldNow();
            meanwhile.call();
            parent.cancel("seen enough");
            leader.cancel("seen enough");
            return 0;
        });
    }

    private static final String BUSY_LOOP = """
            event loop busy loop: tasks 7, time virtual clock at PT0S, timers 4
              task main: state running, at HERE
                task parent: state waiting, waits for task "child", for 0 ns, at HERE
                  task child: state waiting, wakes in 3600.0 s, at HERE, awaited by 1
                task leader: state waiting, waits for task "worker", for 0 ns, in task group "crew", at HERE
                  task group "crew"
                    task worker: state waiting, wakes in 3600.0 s, at HERE, awaited by 2
                    task helper: state waiting, waits for task "worker", for 0 ns, gives up in 7200.0 s, in timeout of PT2H (7200.0 s left), at HERE
                    task helper's helper: state waiting, wakes in 3600.0 s, at HERE
            """;

    @Test
    @DisplayName("28: from inside, the tasks are a tree: who has started whom, who awaits whom, where, for how long")
    void fromInside() throws Exception {
        busyLoop("busy loop", new VirtualClock(), () -> {
            assertThat(tree(Inspector.snapshot(), "busy loop")).isEqualTo(BUSY_LOOP.replace("for 0 ns", "for TIME"));
            return 0;
        });
    }

    @Test
    @DisplayName("28: from another thread, too, while the loop goes on")
    void fromAnotherThread() throws Exception {
        CompletableFuture<Inspector.Snapshot> seen = new CompletableFuture<>();
        busyLoop("busy loop", new VirtualClock(), () -> {
            Thread.ofPlatform().start(() -> seen.complete(Inspector.snapshot()));
            return seen.get();
        });
        assertThat(tree(seen.get(), "busy loop").replaceAll("state running, at \\S+", "state running, at HERE"))
                .isEqualTo(BUSY_LOOP.replace("for 0 ns", "for TIME"));
    }

    @Test
    @DisplayName("28: nothing of it is shown a second time outside of the tree")
    void shownOnce() throws Exception {
        busyLoop("busy loop", new VirtualClock(), () -> {
            String text = Inspector.snapshot().toText();
            assertThat(text.lines().filter(line -> line.matches("\\s*(task|strand).*\"?worker\"?:.*"))).hasSize(1);
            assertThat(text.lines().filter(line -> line.startsWith("strand task"))).isEmpty();
            return 0;
        });
    }

    @Test
    @DisplayName("28: the same as JSON")
    void asJson() throws Exception {
        busyLoop("busy loop", new VirtualClock(), () -> {
            assertThat(Inspector.snapshot().toJson()).contains("{\"kind\":\"event loop\",\"name\":\"busy loop\",\"facts\":{\"tasks\":\"7\"",
                    "{\"kind\":\"task\",\"name\":\"parent\",\"facts\":{\"state\":\"waiting\",\"waits for\":\"task \\\"child\\\"\",\"for\":\"",
                    "{\"kind\":\"task group\",\"name\":\"task group \\\"crew\\\"\",\"facts\":{},\"children\":[{\"kind\":\"task\",\"name\":\"worker\"");
            return 0;
        });
    }

    @Test
    @DisplayName("28: a task whose starter has ended stands under the one that awaits it; one whom nobody awaits, under the loop")
    void withoutStarter() throws Exception {
        VirtualClock clock = new VirtualClock();
        EventLoop.builder().name("orphans").ignoreSlowSteps().clock(clock).run(() -> {
            Task<Task<Integer>> starter = EventLoop.spawn("starter", () -> {
                EventLoop.spawn("alone", sleeper());
                return EventLoop.spawn("orphan", sleeper());
            });
            Task<Integer> orphan = starter.await();
            Task<Integer> awaits = EventLoop.spawn("awaits", orphan::await);
            Strand.yieldNow();
            Strand.yieldNow();
            assertThat(tree(Inspector.snapshot(), "orphans")).isEqualTo("""
                    event loop orphans: tasks 4, time virtual clock at PT0S, timers 2
                      task main: state running, at HERE
                        task awaits: state waiting, waits for task "orphan", for TIME, at ELSEWHERE
                          task orphan: state waiting, wakes in 3600.0 s, at HERE, awaited by 1
                      task alone: state waiting, wakes in 3600.0 s, at HERE
                    """);
            return awaits.cancel("seen enough");
        });
    }

    @Test
    @DisplayName("28: tasks that are being cancelled, outside, ready or of a loop inside the loop say so")
    void states() throws Exception {
        CountDownLatch untilSeen = new CountDownLatch(1);
        EventLoop.builder().name("states").clock(new VirtualClock()).run(() -> {
            Task<Integer> stubborn = EventLoop.spawn("stubborn", () -> CancelScope.shielded(() -> sleeper().call()));
            CountDownLatch isOutside = new CountDownLatch(1);
            EventLoop.spawn("outside", () -> EventLoop.blocking(() -> {
                isOutside.countDown();
                untilSeen.await();
                return 0;
            }));
            EventLoop.spawn("runs a loop", () -> EventLoop.builder().name("inner").run(() -> sleeper().call()));
            Strand.yieldNow();
            Strand.yieldNow();
            isOutside.await();
            stubborn.cancel("please");
            Strand.yieldNow();
            EventLoop.spawn("ready", () -> 0);
            String seen = tree(Inspector.snapshot(), "states");
            untilSeen.countDown();
            assertThat(seen).contains("task stubborn: state waiting, being cancelled, ", "task outside: state outside, ",
                    "task runs a loop: state waiting, waits for the end of inner, ", "task ready: state ready, ")
                    .containsPattern("task runs a loop: .*\\n {6}task main: state waiting, .*, loop inner\\n");
            return 0;
        });
    }

    @Test
    @DisplayName("28: groups stand before the tasks of who has opened them, and say that they are being cancelled")
    void groupsFirst() throws Exception {
        EventLoop.builder().name("groups").ignoreSlowSteps().clock(new VirtualClock()).run(() -> {
            Task<Integer> leader = EventLoop.spawn("leader", () -> {
                EventLoop.spawn("own", sleeper());
                return TaskGroup.named("crew").call(crew -> {
                    crew.spawn("worker", () -> CancelScope.shielded(() -> sleeper().call()));
                    Strand.yieldNow();
                    crew.cancel("enough");
                    return 0;
                });
            });
            for (int i = 0; i < 3; i++) {
                Strand.yieldNow();
            }
            String text = tree(Inspector.snapshot(), "groups");
            assertThat(text.lines().map(line -> line.replaceAll(": .*", ""))).containsExactly(
                    "event loop groups",
                    "  task main",
                    "    task leader",
                    "      task group \"crew\"",
                    "        task worker",
                    "      task own");
            assertThat(text).containsOnlyOnce("task group \"crew\": state being cancelled\n");
            return leader.cancel("seen enough");
        });
    }

    @Test
    @DisplayName("28: tasks that await one another, until a time-out, are shown once each")
    void circle() throws Exception {
        EventLoop.builder().name("circle").ignoreSlowSteps().clock(new VirtualClock()).run(() -> {
            List<Task<Integer>> both = new ArrayList<>();
            EventLoop.spawn("starter", () -> {
                both.add(EventLoop.spawn("one", () -> CancelScope.timeout(HOUR, () -> both.getLast().await())));
                both.add(EventLoop.spawn("other", () -> CancelScope.timeout(HOUR, () -> both.getFirst().await())));
                return 0;
            }).await();
            for (int i = 0; i < 3; i++) {
                Strand.yieldNow();
            }
            assertThat(tree(Inspector.snapshot(), "circle").lines().map(line -> line.replaceAll(": .*", "")))
                    .containsExactly("event loop circle", "  task main", "  task one", "    task other");
            return both.getFirst().cancel("seen enough");
        });
    }

    @Test
    @DisplayName("28: a tree deeper than anybody would read is cut, and no task is left out")
    void deep() throws Exception {
        EventLoop.builder().name("deep").ignoreSlowSteps().clock(new VirtualClock()).run(() -> {
            Task<Integer> first = EventLoop.spawn("level 0", () -> descend(1, 1_000));
            for (int i = 0; i < 1_002; i++) {
                Strand.yieldNow();
            }
            String text = tree(Inspector.snapshot(), "deep");
            assertThat(text.lines()).hasSize(1_003);
            assertThat(text.lines().mapToInt(line -> line.indexOf("task"))).allMatch(indent -> indent <= 2 * 101);
            assertThat(text).contains("task level 1000: state waiting, wakes in ");
            return first.cancel("seen enough");
        });
    }

    private static int descend(int level, int deepest) throws InterruptedException, ExecutionException {
        Task<Integer> below = EventLoop.spawn("level " + level, () -> {
            if (level == deepest) {
                Strand.sleep(HOUR);
            }
            return level == deepest ? level : descend(level + 1, deepest);
        });
        return below.await();
    }
}
