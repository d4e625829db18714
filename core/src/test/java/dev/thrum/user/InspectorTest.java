// SPDX-License-Identifier: Apache-2.0
package dev.thrum.user;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thrum.core.Acquisition;
import dev.thrum.core.Inspector;
import dev.thrum.core.Resource;
import dev.thrum.core.Scheduler;
import dev.thrum.core.WaitQueue;
import dev.thrum.fixture.Strands;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Looks from a package of its own, for the library's own frames are never shown as places of the user's code.
class InspectorTest {

    private static final class Door implements Resource {
        private final String name;
        private final Thread owner;
        private final Acquisition acquisition = Acquisition.here();

        private Door(String name, Thread owner) {
            this.name = name;
            this.owner = owner;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public Thread owner() {
            return owner;
        }

        @Override
        public Acquisition acquisition() {
            return owner == null ? null : acquisition;
        }

        @Override
        public String statistics() {
            return "shut";
        }
    }

    private static List<Inspector.Node> nodes(Inspector.Snapshot snapshot, String kind) {
        return snapshot.roots().stream().filter(node -> node.kind().equals(kind)).toList();
    }

    @ParameterizedTest
    @EnumSource
    void itShowsWhoWaitsForWhatAndWhere(Strands.Kind kind) throws InterruptedException {
        Thread owner = Thread.ofPlatform().name("owner").unstarted(() -> {});
        Door door = new Door("front door", owner);
        WaitQueue queue = new WaitQueue(door);
        Strands strands = Strands.of(kind);
        Thread waits = strands.start("Ada", () -> queue.await(queue.enqueue(), Scheduler.NEVER));
        Strands.until("Ada waits", () -> queue.size() == 1);
        Strands.untilParked(waits);
        Inspector.Snapshot snapshot = Inspector.snapshot();
        queue.grantFirst();
        strands.join();

        assertThat(nodes(snapshot, "strand")).filteredOn(node -> node.name().contains("Ada")).singleElement()
                .satisfies(node -> assertThat(node.facts())
                        .containsEntry("waits for", "front door")
                        .containsKey("for")
                        .hasEntrySatisfying("at", at -> assertThat(at).contains("InspectorTest.java")));
        assertThat(nodes(snapshot, "Door")).filteredOn(node -> node.name().equals("front door")).singleElement()
                .satisfies(node -> assertThat(node.facts())
                        .containsEntry("state", "shut")
                        .containsEntry("owner", "owner")
                        .hasEntrySatisfying("owner's acquisition", at -> assertThat(at).contains("InspectorTest.java", "ago")));
        assertThat(snapshot.toText())
                .contains("\"Ada\": waits for front door, for ").contains("Door front door: state shut, owner owner");
        assertThat(nodes(Inspector.snapshot(), "Door")).as("doors that nobody waits for and nobody watches").isEmpty();
    }

    @Test
    void aBatonIsShownWithItsTasks() throws InterruptedException {
        WaitQueue queue = new WaitQueue(new Door("door", null));
        Strands strands = Strands.tasks();
        CountDownLatch block = new CountDownLatch(1);
        Thread waits = strands.start("waits", () -> queue.await(queue.enqueue(), Scheduler.NEVER));
        Strands.untilParked(waits);
        Thread outside = strands.start("outside", () -> strands.baton().outside(() -> {
            block.await();
            return 1;
        }));
        Strands.untilParked(outside);
        CountDownLatch running = new CountDownLatch(1);
        strands.start("runs", () -> {
            running.countDown();
            block.await();
        });
        running.await();
        strands.start("ready", () -> {});
        Inspector.Snapshot snapshot = Inspector.snapshot();
        block.countDown();
        queue.grantFirst();
        strands.join();

        assertThat(nodes(snapshot, "baton")).filteredOn(node -> node.facts().get("strands").equals("4")).singleElement()
                .satisfies(node -> {
                    assertThat(node.name()).isEqualTo("test loop");
                    assertThat(node.facts()).containsEntry("time", "virtual clock at PT0S");
                    assertThat(node.children()).extracting(child -> child.name() + " " + child.facts().get("state"))
                            .containsExactlyInAnyOrder("waits waiting", "outside outside", "runs running", "ready ready");
                });
        assertThat(snapshot.toText()).containsPattern("\n  task waits: state waiting, waits for door, for \\d.*, at .*InspectorTest.java");
    }

    @Test
    void whatIsWatchedIsShownUntilNobodyElseHoldsIt() {
        Inspector.Source source = new Watched("seen");
        Inspector.watch(source);
        Inspector.watch(source);
        assertThat(nodes(Inspector.snapshot(), "watched")).singleElement()
                .isEqualTo(Inspector.Node.of("watched", "seen"));
        Inspector.unwatch(source);
        assertThat(nodes(Inspector.snapshot(), "watched")).isEmpty();
        Inspector.watch(source);
        WeakReference<Inspector.Source> reference = new WeakReference<>(source);
        source = null;
        Strands.until("it is collected", () -> {
            System.gc();
            return reference.refersTo(null);
        });
        assertThat(nodes(Inspector.snapshot(), "watched")).isEmpty();
    }

    private static final class Watched implements Inspector.Source {
        private final String name;

        private Watched(String name) {
            this.name = name;
        }

        @Override
        public Inspector.Node inspect() {
            return Inspector.Node.of("watched", name);
        }
    }

    @Test
    void jsonHoldsTheWholeTreeWhateverTheNames() {
        String odd = "\"quoted\" \\ \n\r\t\u0000\u001f\u007f é \uD83D\uDE80 \uD83D";
        Inspector.Node leaf = Inspector.Node.of("leaf", odd, "a", odd, odd, "b");
        Inspector.Node root = new Inspector.Node("root", "r", Map.of(), List.of(leaf, leaf));
        Inspector.Snapshot snapshot = new Inspector.Snapshot(List.of(root, leaf));
        assertThat(Json.parse(snapshot.toJson())).isEqualTo(List.of(tree(root), tree(leaf)));
        assertThat(snapshot.toJson()).doesNotContain("\n");
        assertThat(Json.parse(new Inspector.Snapshot(List.of()).toJson())).isEqualTo(List.of());
        assertThat(Json.parse(Inspector.snapshot().toJson())).isInstanceOf(List.class);
    }

    private static Map<String, Object> tree(Inspector.Node node) {
        return Map.of("kind", node.kind(), "name", node.name(), "facts", node.facts(),
                "children", node.children().stream().map(InspectorTest::tree).toList());
    }

    @Test
    void textIndentsByDepthAndLeavesOutWhatIsEmpty() {
        Inspector.Node leaf = Inspector.Node.of("task", "t", "state", "ready", "at", "");
        Inspector.Node middle = new Inspector.Node("loop", "l", Map.of(), List.of(leaf));
        assertThat(new Inspector.Snapshot(List.of(new Inspector.Node("Mutex", "Mutex \"m\"", Map.of(), List.of(middle)))))
                .hasToString("Mutex \"m\"\n  loop l\n    task t: state ready\n");
    }

    @Test
    void nodesDoNotChange() {
        List<Inspector.Node> children = new ArrayList<>();
        Inspector.Node node = new Inspector.Node("k", "n", Map.of(), children);
        children.add(node);
        assertThat(node.children()).isEmpty();
        assertThat(node.facts()).isUnmodifiable();
    }
}
