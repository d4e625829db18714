// SPDX-License-Identifier: Apache-2.0

package dev.thrum.examples.tour;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// What to conclude, in two sentences: one about waiting, one about computing.
///
/// Nothing here is taken for granted. Each sentence is made of what was measured, and where a way gained nothing, or
/// lost, the sentence says so, and why if the tour knows.
final class Conclusion {
    /// Differences below this are noise on a machine that does other things too.
    private static final double NOTEWORTHY = 1.15;

    private final Map<Way.Name, Comparison.Total> totals;
    private final Machine machine;
    /// Seconds of the sequential way; not a number if it did not run.
    private final double baseline;

    private Conclusion(Map<Way.Name, Comparison.Total> totals, Machine machine) {
        this.totals = totals;
        this.machine = machine;
        this.baseline = Optional.ofNullable(totals.get(Way.Name.SEQUENTIAL))
                .map(Comparison.Total::seconds).orElse(Double.NaN);
    }

    static String of(Comparison comparison, Machine machine) {
        Conclusion waiting = new Conclusion(comparison.totals(Job.Name::isWaiting), machine);
        Conclusion computing = new Conclusion(comparison.totals(job -> !job.isWaiting()), machine);
        if (waiting.totals.isEmpty()) {
            return computing.aboutComputing() + " Work that waits is another matter: see --jobs download.";
        }
        if (computing.totals.isEmpty()) {
            return waiting.aboutWaiting() + " Work that computes is another matter: see --jobs squares,primes.";
        }
        return waiting.aboutWaiting() + " " + computing.aboutComputing();
    }

    private String aboutWaiting() {
        if (!isComparable()) {
            return "Downloading is waiting, and " + times() + ".";
        }
        return "Downloading is waiting, and waits can overlap: compared with one page after another, "
                + enumerate(others().stream().map(this::verdict).toList())
                + ", so for work that waits take " + best(others()) + ".";
    }

    private String aboutComputing() {
        if (!isComparable()) {
            return "Computing needs processors, and " + times() + ".";
        }
        // A loop computes with one processor; if it happened to be faster, that is no reason to take it.
        List<Comparison.Total> parallel = others().stream().filter(total -> !(total.way() instanceof Loop)).toList();
        int processors = machine.processors();
        return "Computing needs processors, and there " + (processors == 1 ? "is 1" : "are " + processors)
                + ": compared with one thread, "
                + enumerate(others().stream().map(total -> verdict(total) + reason(total)).toList())
                + ", so for work that computes take " + best(parallel) + ".";
    }

    private boolean isComparable() {
        return !Double.isNaN(baseline) && totals.size() > 1;
    }

    private List<Comparison.Total> others() {
        return totals.values().stream().filter(total -> total.way().name() != Way.Name.SEQUENTIAL).toList();
    }

    private double speedUp(Comparison.Total total) {
        return baseline / total.seconds();
    }

    private String verdict(Comparison.Total total) {
        double speedUp = speedUp(total);
        String was = who(total.way()) + (isOne(total.way()) ? " was " : " were ");
        if (speedUp >= NOTEWORTHY) {
            return was + number(speedUp) + " times as fast";
        }
        return speedUp > 1 / NOTEWORTHY ? was + "no faster" : was + number(1 / speedUp) + " times as slow";
    }

    private String reason(Comparison.Total total) {
        boolean gained = speedUp(total) >= NOTEWORTHY;
        return switch (total.way()) {
            case Threads _ when gained -> " (the JVM, unlike CPython, has no global lock)";
            case Threads _ when !gained && machine.processors() == 1 -> " (they shared the only processor)";
            case Threads _ when !gained && machine.isBusy() ->
                    " (no global lock holds them back, but other programs kept the processors busy)";
            case Threads _ when !gained ->
                    " (no global lock holds them back; larger work, say --primes 20000000, shows it)";
            case Loop _ when gained -> " (by chance, for it runs one task at a time)";
            case Loop _ -> " (it runs one task at a time)";
            case Processes _ when total.startUp() > total.seconds() / 4 ->
                    " (%s of their %s s went into starting; larger work, say --primes 20000000, pays for that)"
                            .formatted(number(total.startUp()), number(total.seconds()));
            default -> "";
        };
    }

    /// Of the ways that gained something the one that took the least time.
    private String best(List<Comparison.Total> candidates) {
        return candidates.stream()
                .filter(total -> speedUp(total) >= NOTEWORTHY)
                .min((one, two) -> Double.compare(one.seconds(), two.seconds()))
                .map(total -> isOne(total.way()) ? who(total.way()) : total.way().name().toString())
                .orElse("the simplest way, one after another" + (machine.isBusy() ? ", while others are so busy" : ""));
    }

    private String times() {
        List<String> each = new ArrayList<>();
        totals.values().forEach(total -> each.add(who(total.way()) + " took " + number(total.seconds()) + " s"));
        return enumerate(each) + "; there is nothing to compare with until the sequential way and another one have run";
    }

    private static String who(Way way) {
        return way instanceof Loop ? "the event loop" : way.crew(1);
    }

    private static boolean isOne(Way way) {
        return way instanceof Loop || who(way).startsWith("1 ");
    }

    private static String enumerate(List<String> parts) {
        return parts.size() == 1
                ? parts.getFirst()
                : String.join(", ", parts.subList(0, parts.size() - 1)) + " and " + parts.getLast();
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, value < 1 ? "%.2f" : "%.1f", value);
    }
}
