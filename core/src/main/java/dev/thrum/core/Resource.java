// SPDX-License-Identifier: Apache-2.0
package dev.thrum.core;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a strand can wait for, as the wait graph and the [Inspector] see it: a lock, a queue, a task.
///
/// The methods are called by other threads than the owner's, at any time, and must not block. What they answer may be
/// out of date by the time it is read, except that [#owner()] must be exact for as long as its owner is blocked:
/// deadlock detection rests on it.
public interface Resource extends Inspector.Source {

    /// The name shown in messages and dumps.
    ///
    /// @return a name that the user has given, or one made of the class and the identity hash code
    default String name() {
        return getClass().getSimpleName() + "@" + Integer.toHexString(System.identityHashCode(this));
    }

    /// The one thread without whose action no waiter can go on.
    ///
    /// @return the owner; `null` where there is none at present, or where anybody could grant the wait
    default @Nullable Thread owner() {
        return null;
    }

    /// All threads without whose action no waiter can go on: each of them alone can keep everybody waiting, as each of
    /// several readers keeps a writer. Exact in the same sense as [#owner()].
    ///
    /// @return the owners, in any order; by default the one owner, if there is one
    default List<Thread> owners() {
        Thread owner = owner();
        return owner == null ? List.of() : List.of(owner);
    }

    /// The things of which each one would do, for what stands for the first of several that all have owners: nobody can
    /// go on if none of them can come free.
    ///
    /// Where there are very many, [#owners()] may name the owner of one of them: the others are asked for only if that
    /// one is blocked.
    ///
    /// @return the things; empty, as by default, for anything else, be it the first of several of which one has no owner
    default List<? extends Resource> alternatives() {
        return List.of();
    }

    /// Whether a strand goes on without the owners when it gives up waiting for this. A strand that waits at a condition
    /// does not: it must have the mutex back, whatever has ended the wait. So a time-out gets nobody out of a deadlock
    /// there.
    ///
    /// @return true by default
    default boolean canBeGivenUp() {
        return true;
    }

    /// Where and when one of the present owners took this resource.
    ///
    /// @param owner one of [#owners()]
    /// @return the acquisition, or `null` where it was not recorded; by default that of the one owner
    default @Nullable Acquisition acquisition(Thread owner) {
        return acquisition();
    }

    /// Where and when the present owner took this resource.
    ///
    /// @return the acquisition, or `null` where it was not recorded
    default @Nullable Acquisition acquisition() {
        return null;
    }

    /// The figures worth showing in a dump: capacity, size, permits.
    ///
    /// @return a short text such as `3 of 5 permits free`, or an empty one
    default String statistics() {
        return "";
    }

    @Override
    default Inspector.Node inspect() {
        Thread owner = owner();
        Acquisition acquisition = acquisition();
        return Inspector.Node.of(getClass().getSimpleName(), name(),
                "state", statistics(),
                "owner", owner == null ? "" : Strand.nameOf(owner),
                "owner's acquisition", acquisition == null ? "" : acquisition.toString(),
                "owner stands at", owner == null ? "" : Sites.text(Sites.of(owner)));
    }
}
