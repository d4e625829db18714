// SPDX-License-Identifier: Apache-2.0
package dev.thrum.core;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Who waits for what: one graph for the whole JVM, over platform threads, virtual threads and tasks.
///
/// Edges are added only by strands that are about to park. From a waiter the edge leads to the resource's owner, and
/// from the owner, if it waits too, to what it waits for. Every resource has at most one owner, so the graph is a set
/// of chains and a cycle is found by following one.
final class WaitGraph {

    // Why a reported cycle is real, and why each real cycle is reported to exactly one of its members.
    //
    // Completeness: the last edge of a cycle is a strand that starts to wait (an owner changes only while the new owner
    // runs). It publishes its waiter, a volatile write, before it follows the chain, volatile reads; all other members
    // have published theirs.
    //
    // Soundness: the chain is read until two readings agree. A waiter, which serves for one wait, seen WAITING in both
    // has been blocked in between, and so could not release what it owned; an owner that the second reading confirms
    // was therefore its owner at the moment between the readings, at which all edges of the cycle existed together.
    // Members of such a cycle can only be freed from outside, by an interrupt or a cancellation.
    //
    // One victim: the last reading and the end of the victim's wait happen under one lock, so of two strands that find
    // the same cycle the later one finds its partner no longer waiting.

    private static final Logger LOG = LoggerFactory.getLogger("dev.thrum.deadlock");

    private static final boolean OFF = "off".equals(System.getProperty("thrum.deadlocks"));

    private static final ConcurrentHashMap<Thread, Waiter> WAITING = new ConcurrentHashMap<>();
    private static final Object VERDICT = new Object();

    private WaitGraph() {}

    static void enter(Waiter waiter) {
        if (!OFF && waiter.resource() != null) {
            WAITING.put(waiter.strand().home(), waiter);
            if (waiter.strand().carrier() != waiter.strand().home()) {
                WAITING.put(waiter.strand().carrier(), waiter);
            }
        }
    }

    static void leave(Waiter waiter) {
        if (!OFF && waiter.resource() != null) {
            WAITING.remove(waiter.strand().home(), waiter);
            WAITING.remove(waiter.strand().carrier(), waiter);
        }
    }

    /// Everybody who waits at some moment during the call.
    static Collection<Waiter> waiters() {
        return List.copyOf(WAITING.values()).stream().distinct().toList();
    }

    /// Ends the wait and throws if it closes a cycle in which nobody has a deadline.
    static void refuseDeadlock(Waiter waiter) {
        if (OFF || waiter.resource() == null || !isCycle(chain(waiter))) {
            return;
        }
        DeadlockException deadlock;
        synchronized (VERDICT) {
            List<Link> cycle = chain(waiter);
            List<Link> seen;
            do {
                if (!isCycle(cycle)) {
                    return;
                }
                seen = cycle;
                cycle = chain(waiter);
            } while (!cycle.equals(seen));
            deadlock = new DeadlockException(seen.stream().map(link -> hop(link.waiter(), link.wanted())).toList());
            if (seen.stream().anyMatch(link -> link.waiter().isTimed())) {
                LOG.warn("A cycle that only a time-out can end. {}", deadlock.getMessage());
                return;
            }
            if (!waiter.withdraw()) {
                return;
            }
        }
        throw deadlock;
    }

    /// The strands that `start` waits for, directly and indirectly, until one that does not wait or the chain bites
    /// itself.
    private static List<Link> chain(Waiter start) {
        List<Link> chain = new ArrayList<>(4);
        Waiter waiter = start;
        while (waiter != null && waiter.isWaiting()) {
            Resource wanted = waiter.resource();
            Thread owner = wanted == null ? null : wanted.owner();
            if (wanted == null || owner == null) {
                break;
            }
            chain.add(new Link(waiter, wanted, owner));
            Waiter ownersWait = WAITING.get(owner);
            boolean seen = chain.stream().anyMatch(link -> link.waiter() == ownersWait);
            if (seen && ownersWait != start) {
                break; // somebody else's cycle; its own members deal with it
            }
            waiter = seen ? null : ownersWait;
        }
        return chain;
    }

    /// True if the last owner of the chain is the strand that the chain starts with.
    private static boolean isCycle(List<Link> chain) {
        return !chain.isEmpty() && WAITING.get(chain.getLast().owner()) == chain.getFirst().waiter();
    }

    private record Link(Waiter waiter, Resource wanted, Thread owner) {}

    /// What each of the strands waits for, as far as it waits for a resource.
    static List<DeadlockException.Hop> hopsOf(Collection<? extends Strand> strands) {
        return waiters().stream()
                .filter(waiter -> strands.contains(waiter.strand()))
                .map(waiter -> hop(waiter, Objects.requireNonNull(waiter.resource())))
                .toList();
    }

    private static DeadlockException.Hop hop(Waiter waiter, Resource wanted) {
        Strand strand = waiter.strand();
        return new DeadlockException.Hop(strand.toString(), wanted.name(), Sites.of(strand.carrier()),
                nameOf(wanted.owner()), wanted.acquisition());
    }

    private static String nameOf(@Nullable Thread owner) {
        if (owner == null) {
            return "nobody in particular";
        }
        Waiter waiter = WAITING.get(owner);
        return waiter == null ? "thread \"" + Strand.nameOf(owner) + "\"" : waiter.strand().toString();
    }
}
