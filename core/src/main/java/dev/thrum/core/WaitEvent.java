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

    private static final WaitEvent OFF = new WaitEvent(null);

    static {
        SnapshotEvent.offer();
    }

    private final transient @Nullable Waiter waiter;

    @Label("Resource")
    @Nullable String resource;

    @Label("Strand")
    @Nullable String strand;

    @Label("Owner")
    @Description("The thread that owned the resource when the wait began")
    @Nullable Thread owner;

    @Label("Outcome")
    @Nullable String outcome;

    private WaitEvent(@Nullable Waiter waiter) {
        this.waiter = waiter;
    }

    static WaitEvent begin(Waiter waiter) {
        if (!OFF.isEnabled()) {
            return OFF;
        }
        WaitEvent event = new WaitEvent(waiter);
        Resource resource = waiter.resource();
        event.owner = resource == null ? null : resource.owner();
        event.begin();
        return event;
    }

    void end(String outcome) {
        Waiter ended = waiter;
        if (ended == null) {
            return;
        }
        end(); // now, for the threshold is compared with the time up to here
        if (!shouldCommit()) {
            return;
        }
        Resource wanted = ended.resource();
        resource = wanted == null ? "sleep" : wanted.name();
        strand = ended.strand().toString();
        this.outcome = outcome;
        commit();
    }
}
