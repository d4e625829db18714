// SPDX-License-Identifier: Apache-2.0
package dev.thrum.core;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The outermost scopes of all strands under a scope, also of those under scopes inside it, in the order in which they
/// were entered: whoever waits there walks up to that scope, so that scope has to wake it. Thread-safe.
///
/// A linked list of which every branch keeps its place, so that a task comes and goes with one small object.
final class Branches {

    /// A branch in the list of one of the scopes above it.
    static final class Twig {
        private final CancelScope branch;
        private final Branches list;
        private final @Nullable Twig further;

        // Guarded by the latch of the list.
        private @Nullable Twig older;
        private @Nullable Twig newer;

        private Twig(CancelScope branch, Branches list, @Nullable Twig further) {
            this.branch = branch;
            this.list = list;
            this.further = further;
        }
    }

    private final Latch latch = new Latch();

    // Guarded by the latch.
    private @Nullable Twig oldest;
    private @Nullable Twig newest;

    /// Puts a branch into the list.
    ///
    /// @param further its place in another list, if it is in others
    /// @return its place, to be taken out by [#detach]
    Twig attach(CancelScope branch, @Nullable Twig further) {
        Twig twig = new Twig(branch, this, further);
        latch.lock();
        try {
            Twig before = newest;
            twig.older = before;
            if (before == null) {
                oldest = twig;
            } else {
                before.newer = twig;
            }
            newest = twig;
        } finally {
            latch.unlock();
        }
        return twig;
    }

    /// Takes a branch out of all lists it is in.
    static void detach(@Nullable Twig first) {
        for (Twig twig = first; twig != null; twig = twig.further) {
            twig.list.remove(twig);
        }
    }

    private void remove(Twig twig) {
        latch.lock();
        try {
            Twig before = twig.older;
            Twig after = twig.newer;
            if (before == null) {
                oldest = after;
            } else {
                before.newer = after;
            }
            if (after == null) {
                newest = before;
            } else {
                after.older = before;
            }
        } finally {
            latch.unlock();
        }
    }

    /// The branches at some moment during the call.
    List<CancelScope> members() {
        List<CancelScope> members = new ArrayList<>();
        latch.lock();
        try {
            for (Twig twig = oldest; twig != null; twig = twig.newer) {
                members.add(twig.branch);
            }
        } finally {
            latch.unlock();
        }
        return members;
    }
}
