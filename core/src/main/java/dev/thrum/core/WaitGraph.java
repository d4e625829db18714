// SPDX-License-Identifier: Apache-2.0
package dev.thrum.core;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Who waits for what: one graph for the whole JVM, over platform threads, virtual threads and tasks.
///
/// Edges are added only by strands that are about to park. From a waiter edges lead to the resource's owners, nearly
/// always one, and from an owner, if it waits too, to what it waits for. Each owner alone can keep the waiter from going
/// on, so a single cycle is a deadlock, whatever the other owners do.
final class WaitGraph {

    // Why a reported cycle is real, and why each real cycle is reported to exactly one of its members.
    //
    // Completeness: the last edge of a cycle is a strand that starts to wait (an owner changes only while the new owner
    // runs). It publishes its waiter, a volatile write, before it follows the edges, volatile reads; all other members
    // have published theirs.
    //
    // Soundness: the cycle is looked for until two findings agree. A waiter, which serves for one wait, seen waiting in both
    // has been blocked in between, and so could not release what it owned; an owner that the second finding confirms
    // was therefore its owner at the moment between the two, at which all edges of the cycle existed together.
    // Members of such a cycle can only be freed from outside, by an interrupt or a cancellation.
    //
    // One victim: the last finding and the end of the victim's wait happen under one lock, so of two strands that find
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

    /// What a strand waits for, as far as it is a resource.
    static @Nullable Waiter waiterOf(Strand strand) {
        return WAITING.get(strand.home());
    }

    /// Everybody who waits at some moment during the call.
    static Collection<Waiter> waiters() {
        return List.copyOf(WAITING.values()).stream().distinct().toList();
    }

    /// Ends the wait and throws if it closes a cycle in which nobody has a deadline.
    static void refuseDeadlock(Waiter waiter) {
        if (OFF || cycle(waiter).isEmpty()) {
            return;
        }
        DeadlockException deadlock;
        synchronized (VERDICT) {
            List<Link> cycle = cycle(waiter);
            List<Link> seen;
            do {
                if (cycle.isEmpty()) {
                    return;
                }
                seen = cycle;
                cycle = cycle(waiter);
            } while (!cycle.equals(seen));
            deadlock = new DeadlockException(seen.stream().map(WaitGraph::hop).toList());
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

    /// A shortest way from `start` along owners and what they wait for back to it; empty where there is none.
    private static List<Link> cycle(Waiter start) {
        if (start.resource() == null || waitsForNobodyWhoWaits(start)) {
            return List.of();
        }
        Deque<Way> ways = new ArrayDeque<>();
        Set<Waiter> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        extend(null, start, ways);
        for (Way way = ways.poll(); way != null; way = ways.poll()) {
            Waiter next = WAITING.get(way.link().owner());
            if (next == start) {
                return way.links();
            }
            if (next != null && next.isWaiting() && seen.add(next)) {
                extend(way, next, ways);
            }
        }
        return List.of();
    }

    /// The usual case, told without further ado.
    private static boolean waitsForNobodyWhoWaits(Waiter waiter) {
        Resource wanted = waiter.resource();
        Thread owner = wanted == null ? null : wanted.owner();
        return owner == null || (!WAITING.containsKey(owner) && Objects.requireNonNull(wanted).owners().size() <= 1);
    }

    private static void extend(@Nullable Way way, Waiter waiter, Deque<Way> ways) {
        Resource wanted = waiter.resource();
        if (wanted != null && waiter.isWaiting()) {
            for (Thread owner : wanted.owners()) {
                ways.add(new Way(new Link(waiter, wanted, owner), way));
            }
        }
    }

    /// A path in the graph, from its last link backwards.
    private record Way(Link link, @Nullable Way before) {

        private List<Link> links() {
            List<Link> links = new ArrayList<>();
            for (Way way = this; way != null; way = way.before) {
                links.addFirst(way.link);
            }
            return links;
        }
    }

    private record Link(Waiter waiter, Resource wanted, Thread owner) {}

    /// What each of the strands waits for, as far as it waits for a resource.
    static List<DeadlockException.Hop> hopsOf(Collection<? extends Strand> strands) {
        return waiters().stream()
                .filter(waiter -> strands.contains(waiter.strand()))
                .map(WaitGraph::hop)
                .toList();
    }

    private static DeadlockException.Hop hop(Waiter waiter) {
        Resource wanted = Objects.requireNonNull(waiter.resource());
        List<Thread> owners = wanted.owners();
        return hop(waiter, wanted, owners.isEmpty() ? null : owners.getFirst());
    }

    private static DeadlockException.Hop hop(Link link) {
        return hop(link.waiter(), link.wanted(), link.owner());
    }

    private static DeadlockException.Hop hop(Waiter waiter, Resource wanted, @Nullable Thread owner) {
        Strand strand = waiter.strand();
        return new DeadlockException.Hop(strand.toString(), wanted.name(), Sites.of(strand.carrier()), nameOf(owner),
                owner == null ? null : wanted.acquisition(owner));
    }

    private static String nameOf(@Nullable Thread owner) {
        if (owner == null) {
            return "nobody in particular";
        }
        Waiter waiter = WAITING.get(owner);
        return waiter == null ? "thread \"" + Strand.nameOf(owner) + "\"" : waiter.strand().toString();
    }
}
