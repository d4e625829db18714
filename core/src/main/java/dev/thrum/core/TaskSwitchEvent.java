// SPDX-License-Identifier: Apache-2.0
package dev.thrum.core;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/// A baton that goes to another strand. Off by default.
@Name("dev.thrum.TaskSwitch")
@Label("Task Switch")
@Category("Thrum")
@Description("An event loop went on with another task")
@Enabled(false)
@StackTrace(false)
final class TaskSwitchEvent extends Event {

    private static final TaskSwitchEvent PROBE = new TaskSwitchEvent();

    @Label("Loop")
    @Nullable String loop;

    @Label("From")
    @Description("The task that ran before; none if the loop was idle")
    @Nullable String from;

    @Label("To")
    @Description("The task that runs from now on")
    @Nullable String to;

    @Label("Ready")
    @Description("How many more tasks are ready to run")
    int ready;

    private TaskSwitchEvent() {}

    /// @param from who held the baton, if anybody
    /// @param to who holds it from now on
    /// @param ready how many more are ready
    static void record(Relay baton, @Nullable Runner from, Runner to, int ready) {
        if (!PROBE.isEnabled() || from == to) {
            return;
        }
        TaskSwitchEvent event = new TaskSwitchEvent();
        event.loop = baton.toString();
        event.from = from == null ? null : from.name();
        event.to = to.name();
        event.ready = ready;
        event.commit();
    }
}
