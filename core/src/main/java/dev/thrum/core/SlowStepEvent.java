// SPDX-License-Identifier: Apache-2.0
package dev.thrum.core;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Threshold;
import org.jspecify.annotations.Nullable;

/// A strand that has held the baton for long, and with it all the others up. Off by default. Measured when the baton is
/// passed on, so the stack trace shows where the step has ended, and a strand that never passes it on is not seen.
@Name("dev.thrum.SlowStep")
@Label("Slow Step")
@Category("Thrum")
@Description("A task kept its event loop to itself for longer than the threshold")
@Enabled(false)
@Threshold("20 ms")
final class SlowStepEvent extends Event {

    /// What is begun while nobody records.
    static final SlowStepEvent OFF = new SlowStepEvent();

    static {
        SnapshotEvent.offer();
    }

    @Label("Loop")
    @Nullable String loop;

    @Label("Task")
    @Nullable String task;

    private SlowStepEvent() {}

    static SlowStepEvent beginStep() {
        if (!OFF.isEnabled()) {
            return OFF;
        }
        SlowStepEvent event = new SlowStepEvent();
        event.begin();
        return event;
    }

    void endStep(Relay baton, Runner runner) {
        if (this == OFF) {
            return;
        }
        end();
        if (!shouldCommit()) {
            return;
        }
        loop = baton.toString();
        task = runner.name();
        commit();
    }
}
