// SPDX-License-Identifier: Apache-2.0
package dev.thrum.core;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Who waits for what: one graph for the whole JVM, over platform threads, virtual threads and tasks.
///
/// Edges are added only by strands that are about to park. From a waiter edges lead to the resource's owners, nearly
/// always one, and from an owner, if it waits too, to what it waits for. Each owner alone can keep the waiter from going
/// on, so a single cycle is a deadlock, whatever the other owners do. Only who waits for the first of several things is
/// stuck no sooner than all of them are: there it takes a knot of cycles.
final class WaitGraph {

    // A knot is a set of waiters of whom none can go on before another one of them does: each waits for something that
    // one of them owns, or for the first of several things of which each is owned by one of them. It is found by
    // taking all whom the search reaches and leaving out those who are not stuck, until nobody is left out. A simple
    // cycle, by far the commonest knot, is told as one: the shortest way round.
    //
    // Why a reported knot is real, and why each real one is reported to exactly one of its members.
    //
    // Completeness: the last edge of a knot is a strand that starts to wait (an owner changes only while the new owner
    // runs). It publishes its waiter, a volatile write, before it follows the edges, volatile reads; all other members
    // have published theirs.
    //
    // Soundness: the knot is looked for until two findings agree. A waiter, which serves for one wait, seen waiting in both
    // has been blocked in between, and so could not release what it owned; an owner that the second finding confirms
    // was therefore its owner at the moment between the two, at which all edges of the knot existed together.
    // Members of such a knot can only be freed from outside, by an interrupt or a cancellation that is yet to come: who
    // has been told and has not run since is no member.
    //
    // One victim: the last finding and the end of the victim's wait happen under one lock, so of two strands that find
    // the same knot the later one finds its partner no longer waiting.
    //
    // Deadlines: who will give up at some time ends the knot by that, so a knot is looked for among the others first.
    // Only where there is none is one with deadlines told, and nobody thrown out. It is told once: a strand that comes
    // back with another time-out, while one of the others has gone on waiting, closes the same knot again.

    private static final Logger LOG = LoggerFactory.getLogger("dev.thrum.deadlock");

    private static final boolean OFF = "off".equals(System.getProperty("thrum.deadlocks"));

    private static final ConcurrentHashMap<Thread, Waiter> WAITING = new ConcurrentHashMap<>();
    private static final Object VERDICT = new Object();

    /// How long a chain of waits is followed before it is looked at as a whole.
    private static final int FEW = 10;

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

    /// Ends the wait and throws if it closes a knot in which nobody has a deadline.
    static void refuseDeadlock(Waiter waiter) {
        if (OFF || isSeenToGoOn(waiter) || knot(waiter, true).isEmpty()) {
            return;
        }
        DeadlockException deadlock;
        synchronized (VERDICT) {
            List<Link> knot = confirmedKnot(waiter, false);
            if (knot.isEmpty()) {
                warn(confirmedKnot(waiter, true));
                return;
            }
            deadlock = exception(knot);
            if (!waiter.withdraw()) {
                return;
            }
        }
        throw deadlock;
    }

    private static DeadlockException exception(List<Link> knot) {
        return new DeadlockException(knot.stream().map(WaitGraph::hop).toList());
    }

    private static void warn(List<Link> knot) {
        Set<Edge> edges = knot.stream()
                .map(link -> new Edge(link.waiter().strand().home(), link.wanted()))
                .collect(Collectors.toUnmodifiableSet());
        if (!knot.isEmpty() && knot.stream().noneMatch(link -> edges.equals(link.waiter().toldKnot))) {
            LOG.warn("A cycle that only a time-out can end. {}", exception(knot).getMessage());
        }
        knot.forEach(link -> link.waiter().toldKnot = edges);
    }

    /// Who waits for what, whichever wait it is.
    private record Edge(Thread home, Resource wanted) {}

    /// The usual cases, told without further ado: who waits for one who waits for one ... who is not blocked.
    private static boolean isSeenToGoOn(Waiter start) {
        Waiter waiter = start;
        for (int hop = 0; hop < FEW; hop++) {
            Resource wanted = waiter.resource();
            List<Thread> owners = wanted == null ? List.of() : wanted.owners();
            if (owners.isEmpty()) {
                return wanted == null || wanted.alternatives().isEmpty();
            }
            Waiter next = owners.size() == 1 ? WAITING.get(owners.getFirst()) : start;
            if (next == start) {
                return false;
            }
            if (next == null || !next.isBlocked()) {
                return true;
            }
            waiter = next;
        }
        return false;
    }

    private static List<Link> confirmedKnot(Waiter start, boolean withDeadlines) {
        List<Link> seen;
        List<Link> knot = knot(start, withDeadlines);
        do {
            seen = knot;
            knot = seen.isEmpty() ? seen : knot(start, withDeadlines);
        } while (!knot.equals(seen));
        return knot;
    }

    /// The edges of a knot that `start` is in, beginning with its own; empty where there is none.
    ///
    /// @param withDeadlines whether those count who will give up at some time
    private static List<Link> knot(Waiter start, boolean withDeadlines) {
        Map<Waiter, List<List<Link>>> stuck = new LinkedHashMap<>();
        Deque<Waiter> reached = new ArrayDeque<>(List.of(start));
        for (Waiter waiter = reached.poll(); waiter != null; waiter = reached.poll()) {
            if (waiter.isBlocked() && (withDeadlines || !waiter.isTimed()) && !stuck.containsKey(waiter)) {
                List<List<Link>> choices = choices(waiter);
                stuck.put(waiter, choices);
                choices.forEach(links -> links.forEach(link -> reached.add(link.next())));
            }
        }
        boolean isSettled;
        do {
            isSettled = !stuck.values().removeIf(choices -> !isStuck(choices, stuck.keySet()));
        } while (!isSettled);
        return stuck.containsKey(start) ? wayRound(start, stuck) : List.of();
    }

    /// Whether each choice ends at one of the stuck.
    private static boolean isStuck(List<List<Link>> choices, Set<Waiter> stuck) {
        return choices.stream().allMatch(links -> links.stream().anyMatch(link -> stuck.contains(link.next())));
    }

    /// For each thing that would do, the edges to those of its owners who wait.
    private static List<List<Link>> choices(Waiter waiter) {
        Resource wanted = waiter.resource();
        if (wanted == null) {
            return List.of(List.of());
        }
        List<? extends Resource> alternatives = wanted.alternatives();
        return alternatives.isEmpty()
                ? List.of(links(waiter, wanted))
                : alternatives.stream().map(alternative -> links(waiter, alternative)).toList();
    }

    private static List<Link> links(Waiter waiter, Resource wanted) {
        List<Link> links = new ArrayList<>();
        for (Thread owner : wanted.owners()) {
            Waiter next = WAITING.get(owner);
            if (next != null && waitsForSomebody(next)) {
                links.add(new Link(waiter, wanted, owner, next));
            }
        }
        return links;
    }

    /// False for the many who wait for what anybody could grant: an item, a permit, a byte.
    private static boolean waitsForSomebody(Waiter waiter) {
        Resource wanted = waiter.resource();
        return wanted != null && (wanted.owner() != null || !wanted.alternatives().isEmpty());
    }

    /// The shortest way from `start` back to it; where somebody on the way has several choices, all edges between those
    /// whom `start` depends on. Empty where `start` is only behind a knot.
    private static List<Link> wayRound(Waiter start, Map<Waiter, List<List<Link>>> stuck) {
        Map<Waiter, Way> ways = new LinkedHashMap<>();
        List<Link> all = new ArrayList<>();
        Deque<Waiter> reached = new ArrayDeque<>(List.of(start));
        for (Waiter waiter = reached.poll(); waiter != null; waiter = reached.poll()) {
            for (List<Link> links : Objects.requireNonNull(stuck.get(waiter))) {
                for (Link link : links) {
                    Waiter next = link.next();
                    if (stuck.containsKey(next)) {
                        all.add(link);
                        if (ways.putIfAbsent(next, new Way(link, ways.get(waiter))) == null && next != start) {
                            reached.add(next);
                        }
                    }
                }
            }
        }
        Way back = ways.get(start);
        if (back == null) {
            return List.of();
        }
        List<Link> round = back.links();
        boolean isSimple = round.stream()
                .allMatch(link -> Objects.requireNonNull(stuck.get(link.waiter())).size() == 1);
        return isSimple ? round : all;
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

    /// An edge from a waiter to an owner, and what that one waits for.
    private record Link(Waiter waiter, Resource wanted, Thread owner, Waiter next) {}

    /// What each of the strands waits for, as far as it waits for a resource.
    static List<DeadlockException.Hop> hopsOf(List<? extends Strand> strands) {
        return strands.stream()
                .map(WaitGraph::waiterOf)
                .filter(Objects::nonNull)
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
        return new DeadlockException.Hop(strand.toString(), wanted.name(), Sites.of(strand.carrier()),
                owner == null ? null : nameOf(owner), owner == null ? null : wanted.acquisition(owner));
    }

    private static String nameOf(Thread owner) {
        Waiter waiter = WAITING.get(owner);
        return waiter == null ? "thread \"" + Strand.nameOf(owner) + "\"" : waiter.strand().toString();
    }
}
