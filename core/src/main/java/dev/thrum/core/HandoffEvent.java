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

/// A side of a [Handoff] that went as far as parking. Off by default. A side that only spins is not recorded: to ask
/// whether anybody wants to know would be a good part of what it costs.
@Name("dev.thrum.Handoff")
@Label("Hand-off")
@Category("Thrum")
@Description("A generator's body or its consumer parked until the other one had passed control back")
@Enabled(false)
@StackTrace(false)
final class HandoffEvent extends Event {

    private static final HandoffEvent OFF = new HandoffEvent();

    @Label("Side")
    @Description("FIRST for the consumer, SECOND for the body")
    @Nullable String side;

    @Label("Other Side")
    @Description("The thread that has passed control, if it has parked before")
    @Nullable Thread other;

    private HandoffEvent() {}

    static HandoffEvent beginPark() {
        if (!OFF.isEnabled()) {
            return OFF;
        }
        HandoffEvent event = new HandoffEvent();
        event.begin();
        return event;
    }

    void endPark(Handoff.Side side, @Nullable Thread other) {
        if (this == OFF) {
            return;
        }
        end();
        if (!shouldCommit()) {
            return;
        }
        this.side = side.name();
        this.other = other;
        commit();
    }
}
