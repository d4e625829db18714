// SPDX-License-Identifier: Apache-2.0
package dev.thrum.core;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Thrown *instead of* a wait that could never end: the strand waits for something whose owner, directly or through
/// others, waits for the strand itself. Acquiring one's own non-reentrant lock again is the shortest case.
///
/// One strand of the cycle is the victim; as it unwinds and releases what it owns, the others go on. The exception is
/// unchecked because it reports a mistake in the program, to be mended by taking locks in one order, by taking them
/// with `tryLock`, or by one lock instead of two.
///
/// A strand that waits for the first of several locks is in a deadlock when each of them can only come free through it;
/// then there are several cycles, which are told together.
///
/// Cycles in which somebody waits with a deadline end by themselves; they are logged as a warning by
/// `dev.thrum.deadlock`, once for as long as any of the waits goes on, and nobody is thrown out. A deadline at a condition
/// does not count: to go on, the strand would have to have the mutex back.
///
/// The system property `thrum.deadlocks`, set to `off` when the JVM starts, switches the detection off, and with it what
/// the [Inspector] knows of waiting strands: to measure what it costs.
public final class DeadlockException extends IllegalStateException {

    private static final long serialVersionUID = 1L;

    /// One strand of the cycle and what it waits for.
    ///
    /// @param strand kind and name of the strand that waits
    /// @param wanted the name of what it waits for
    /// @param standsAt the line of the user's code at which it waits
    /// @param owner kind and name of the strand that owns what is wanted: the strand of the next hop; `null` where
    ///     nobody owns it, and all are blocked for ever nevertheless
    /// @param acquisition where and when the owner took it, if recorded ([Acquisition])
    public record Hop(
            String strand,
            String wanted,
            StackTraceElement standsAt,
            @Nullable String owner,
            @Nullable Acquisition acquisition) {

        @Override
        public String toString() {
            return strand + " waits at " + Sites.text(standsAt) + " for " + wanted
                    + (owner == null ? ", which nobody owns" : ", owned by " + owner)
                    + (acquisition == null ? "" : " (" + acquisition + ")");
        }
    }

    private final transient List<Hop> hops;

    DeadlockException(List<Hop> hops) {
        super(text(hops));
        this.hops = List.copyOf(hops);
    }

    private static String text(List<Hop> hops) {
        String title = "Deadlock of " + hops.size() + (hops.size() == 1 ? " strand:" : " strands:");
        return IntStream.range(0, hops.size())
                .mapToObj(i -> System.lineSeparator() + "  " + (i + 1) + ". " + hops.get(i))
                .collect(Collectors.joining("", title, ""));
    }

    /// The cycle, beginning with the strand that this was thrown in; each hop's owner is the strand of the next one.
    /// Where a strand waits for the first of several things it has a hop for each of them, and the order is that of a
    /// search from the first strand.
    ///
    /// @return the hops; empty in a deserialised exception
    public List<Hop> hops() {
        return hops == null ? List.of() : hops;
    }
}
