// SPDX-License-Identifier: Apache-2.0
package dev.thrum.core;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Everybody who has come and not yet left. Thread-safe.
///
/// A doubly linked list in which whoever comes is given their place, so that coming and leaving are a few instructions
/// each; a concurrent hash set costs as much as all the rest of a short strand's life.
///
/// @param <T> the members
final class Roster<T> {

    /// Where a member stands.
    static final class Place<T> {
        private final T member;

        // Guarded by the latch.
        private @Nullable Place<T> newer;
        private @Nullable Place<T> older;

        private Place(T member) {
            this.member = member;
        }
    }

    private final Latch latch = new Latch();

    /// Written under the latch; read without it by [#isEmpty()].
    private volatile @Nullable Place<T> newest;

    // Guarded by the latch.
    private int size;

    Place<T> add(T member) {
        Place<T> place = new Place<>(member);
        latch.lock();
        try {
            Place<T> second = newest;
            place.older = second;
            if (second != null) {
                second.newer = place;
            }
            newest = place;
            size++;
        } finally {
            latch.unlock();
        }
        return place;
    }

    /// Takes a member out, who must be in.
    void remove(Place<T> place) {
        latch.lock();
        try {
            Place<T> newer = place.newer;
            Place<T> older = place.older;
            if (newer == null) {
                newest = older;
            } else {
                newer.older = older;
            }
            if (older != null) {
                older.newer = newer;
            }
            size--;
        } finally {
            latch.unlock();
        }
    }

    boolean isEmpty() {
        return newest == null;
    }

    /// How many members there are at some moment during the call.
    int size() {
        latch.lock();
        try {
            return size;
        } finally {
            latch.unlock();
        }
    }

    /// The members at some moment during the call, the newest first.
    List<T> members() {
        latch.lock();
        try {
            List<T> members = new ArrayList<>(size);
            for (Place<T> place = newest; place != null; place = place.older) {
                members.add(place.member);
            }
            return members;
        } finally {
            latch.unlock();
        }
    }
}
