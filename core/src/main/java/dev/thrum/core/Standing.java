// SPDX-License-Identifier: Apache-2.0
package dev.thrum.core;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// How a strand stands, as the [Inspector] shows it: what it does, what it waits for and for how long, until when at
/// most, in which scopes, and at which line.
final class Standing {

    private Standing() {}

    static Inspector.Node of(Strand strand) {
        Map<String, String> facts = new LinkedHashMap<>();
        if (strand instanceof Runner runner) {
            facts.put("state", runner.condition());
        }
        Waiter waiter = WaitGraph.waiterOf(strand);
        Resource wanted = waiter == null ? null : waiter.resource();
        long now = strand.scheduler().nanoTime();
        if (waiter != null && wanted != null) {
            facts.put("waits for", wanted.name());
            facts.put("for", Nanos.text(now - waiter.since()));
        }
        long due = strand instanceof Runner runner && runner.isParked() ? runner.alarmDeadline() : Scheduler.NEVER;
        if (due != Scheduler.NEVER) {
            facts.put(wanted == null ? "wakes in" : "gives up in", Nanos.text(Math.max(due - now, 0)));
        }
        String scopes = scopes(strand, now);
        if (!scopes.isEmpty()) {
            facts.put("in", scopes);
        }
        facts.put("at", Sites.text(Sites.of(strand.carrier())));
        return new Inspector.Node(strand.kind(), strand.name(), facts, List.of());
    }

    /// The scopes around a strand, the innermost first, but for its outermost, which is the strand's own.
    private static String scopes(Strand strand, long now) {
        List<String> scopes = new ArrayList<>();
        for (CancelScope scope = strand.innermostScope(); scope != null && !scope.isBranch(); scope = scope.outer()) {
            scopes.add(scope.describe(now));
        }
        return String.join(" in ", scopes);
    }
}
