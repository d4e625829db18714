// SPDX-License-Identifier: Apache-2.0
package dev.thrum.core;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.FlightRecorder;
import jdk.jfr.FlightRecorderListener;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Period;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/// One line of a [snapshot][Inspector#snapshot()], which is taken whenever a chunk of a recording ends, as each time
/// that one is dumped. So `jcmd` shows the tasks of a program that was not prepared for it. Off by default.
@Name("dev.thrum.Snapshot")
@Label("Snapshot")
@Category("Thrum")
@Description("A strand, task, loop or primitive as it was at the end of a chunk")
@Enabled(false)
@StackTrace(false)
@Period("endChunk")
final class SnapshotEvent extends Event {

    private static final AtomicBoolean OFFERED = new AtomicBoolean();

    @Label("Depth")
    @Description("How deep it stands in the tree; its parent is the last one before it that stands one less deep")
    int depth;

    @Label("Kind")
    @Nullable String kind;

    @Label("Name")
    @Nullable String name;

    @Label("Parent")
    @Description("What it belongs to")
    @Nullable String parent;

    @Label("State")
    @Nullable String state;

    @Label("Waits For")
    @Nullable String waitsFor;

    @Label("Waiting For")
    @Description("For how long it has waited")
    @Nullable String waitingFor;

    @Label("At")
    @Description("The line of the program at which it stands")
    @Nullable String at;

    @Label("Other Facts")
    @Nullable String facts;

    private SnapshotEvent() {}

    /// Has snapshots taken for recordings from now on; the first call counts. The recorder itself is left alone until
    /// somebody else starts it.
    ///
    /// Called by the first strand that waits or is created, which brings the recorder's classes in anyway: they take far
    /// longer than anything else here, and a program in which nobody waits has nothing to show.
    static void offer() {
        if (!OFFERED.compareAndSet(false, true)) {
            return;
        }
        FlightRecorder.addListener(new FlightRecorderListener() {
            @Override
            public void recorderInitialized(FlightRecorder recorder) {
                FlightRecorder.addPeriodicEvent(SnapshotEvent.class, SnapshotEvent::recordAll);
            }
        });
    }

    private static void recordAll() {
        if (new SnapshotEvent().isEnabled()) {
            Inspector.snapshot().roots().forEach(root -> record(root, null, 0));
        }
    }

    private static void record(Inspector.Node node, @Nullable String parent, int depth) {
        Map<String, String> left = new LinkedHashMap<>(node.facts());
        SnapshotEvent event = new SnapshotEvent();
        event.depth = depth;
        event.kind = node.kind();
        event.name = node.name();
        event.parent = parent;
        event.state = left.remove("state");
        event.waitsFor = left.remove("waits for");
        event.waitingFor = left.remove("for");
        event.at = left.remove("at");
        event.facts = left.entrySet().stream().map(fact -> fact.getKey() + " " + fact.getValue())
                .collect(Collectors.joining(", "));
        event.commit();
        node.children().forEach(child -> record(child, node.name(), depth + 1));
    }
}
