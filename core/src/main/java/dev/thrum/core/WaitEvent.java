// SPDX-License-Identifier: Apache-2.0
package dev.thrum.core;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import org.jspecify.annotations.Nullable;

/// A wait that went as far as parking. Off by default; switch on with `jdk.jfr` settings `dev.thrum.Wait#enabled=true`.
@Name("dev.thrum.Wait")
@Label("Wait")
@Category("Thrum")
@Description("A strand waited for a resource")
@Enabled(false)
final class WaitEvent extends Event {

    private static final WaitEvent OFF = new WaitEvent(null, null);

    static {
        SnapshotEvent.offer();
    }

    private final transient @Nullable Strand waiting;
    private final transient @Nullable Resource wanted;

    @Label("Resource")
    @Nullable String resource;

    @Label("Strand")
    @Nullable String strand;

    @Label("Owner")
    @Description("The thread that owned the resource when the wait began")
    @Nullable Thread owner;

    @Label("Outcome")
    @Nullable String outcome;

    private WaitEvent(@Nullable Strand waiting, @Nullable Resource wanted) {
        this.waiting = waiting;
        this.wanted = wanted;
    }

    static WaitEvent begin(Waiter waiter) {
        return OFF.isEnabled() ? begin(waiter.strand(), waiter.resource()) : OFF;
    }

    static WaitEvent beginSleep(Strand strand) {
        return OFF.isEnabled() ? begin(strand, null) : OFF;
    }

    private static WaitEvent begin(Strand waiting, @Nullable Resource wanted) {
        WaitEvent event = new WaitEvent(waiting, wanted);
        event.owner = wanted == null ? null : wanted.owner();
        event.begin();
        return event;
    }

    void end(String outcome) {
        if (waiting == null) {
            return;
        }
        end(); // now, for the threshold is compared with the time up to here
        if (!shouldCommit()) {
            return;
        }
        resource = wanted == null ? "sleep" : wanted.name();
        strand = waiting.toString();
        this.outcome = outcome;
        commit();
    }
}
