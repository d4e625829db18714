// SPDX-License-Identifier: Apache-2.0
package dev.thrum.core;

import java.util.List;
import java.util.stream.Collectors;

/// The owners of a resource in messages: who they are, where and when they took it, and where they stand now.
final class Owners {

    /// Of more than these there is only the number.
    private static final int NAMED = 3;

    private Owners() {}

    /// Looks at the owners' stacks, some ten microseconds each.
    ///
    /// @return the text to follow the resource's name; empty where it has no owner
    static String of(Resource resource) {
        List<? extends Resource> alternatives = resource.alternatives();
        if (!alternatives.isEmpty()) {
            return alternatives.stream()
                    .limit(NAMED)
                    .map(alternative -> alternative.name() + of(alternative))
                    .collect(Collectors.joining("; ", ": ", others(alternatives)));
        }
        List<Thread> owners = resource.owners();
        if (owners.isEmpty()) {
            return "";
        }
        String named = owners.stream()
                .limit(NAMED)
                .map(owner -> one(resource, owner))
                .collect(Collectors.joining(", "));
        return ", owned by " + named + others(owners);
    }

    private static String others(List<?> all) {
        int others = all.size() - NAMED;
        return others > 0 ? " and " + others + " more" : "";
    }

    private static String one(Resource resource, Thread owner) {
        Acquisition acquisition = resource.acquisition(owner);
        return "\"" + Strand.nameOf(owner) + "\" (" + (acquisition == null ? "" : acquisition + "; ")
                + "now at " + Sites.text(Sites.of(owner)) + ")";
    }
}
