// SPDX-License-Identifier: Apache-2.0

package dev.thrum.examples.tour;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;

/// Who worked when, as a drawing: one lane for each worker, one bar for each piece.
///
/// ```
///           +------------------------------------+  ^
///  thread 1 | [  bar  ][ bar ] [  bar  ]         |  | laneHeight
///  thread 2 | [ bar ]  [ bar ][ bar ]            |  v
///           +----|-------|-------|-------|-------+
///  0        GUTTER                           WIDTH  (units of the drawing)
/// ```
record Timeline(List<Lane> lanes, List<Tick> ticks, int height, int axis) {
    private static final int WIDTH = 960;
    private static final int GUTTER = 110;
    private static final int MARGIN = 12;
    private static final int AXIS_HEIGHT = 24;
    /// From so many lanes on there is no room for a name beside each.
    private static final int CROWDED = 24;
    private static final int MOST_TICKS = 8;

    record Bar(String x, String y, String width, String height, boolean odd, String title) {}

    record Lane(String name, boolean named, String nameY, List<Bar> bars) {}

    record Tick(String x, String label) {}

    static Timeline of(Outcome outcome) {
        List<Done> done = outcome.done();
        Map<String, List<Done>> workers = outcome.way() instanceof Loop ? slots(done) : workers(done);
        long last = done.stream().mapToLong(Done::end).max().orElse(outcome.started());
        double seconds = Math.max(outcome.seconds(), (last - outcome.started()) / 1e9);
        return new Drawing(outcome, workers.size(), seconds).draw(workers);
    }

    /// One lane for each thread or process. Names are put in order, with "thread 2" before "thread 10".
    private static Map<String, List<Done>> workers(List<Done> done) {
        Comparator<String> natural = Comparator.comparingInt(String::length).thenComparing(Comparator.naturalOrder());
        return done.stream()
                .collect(Collectors.groupingBy(Done::worker, () -> new TreeMap<>(natural), Collectors.toList()));
    }

    /// Tasks come and go, each would have a lane with a single bar. So a lane is a place for a task: who starts takes
    /// the first that is free. There are as many lanes as there were tasks at work at the same time.
    private static Map<String, List<Done>> slots(List<Done> done) {
        List<List<Done>> slots = new ArrayList<>();
        for (Done next : done.stream().sorted(Comparator.comparingLong(Done::start)).toList()) {
            List<Done> slot = slots.stream()
                    .filter(taken -> taken.getLast().end() <= next.start())
                    .findFirst()
                    .orElseGet(() -> {
                        slots.add(new ArrayList<>());
                        return slots.getLast();
                    });
            slot.add(next);
        }
        Map<String, List<Done>> named = new TreeMap<>(Comparator.comparingInt(Integer::parseInt));
        slots.forEach(slot -> named.put(String.valueOf(named.size() + 1), slot));
        return named;
    }

    private record Drawing(Outcome outcome, int lanes, double laneHeight, boolean crowded, double seconds) {
        Drawing(Outcome outcome, int lanes, double seconds) {
            this(outcome, lanes, Math.clamp(400.0 / lanes, 2.5, 22), lanes > CROWDED, seconds);
        }

        Timeline draw(Map<String, List<Done>> workers) {
            List<Lane> lanes = new ArrayList<>();
            workers.forEach((name, done) -> lanes.add(lane(lanes.size(), name, done)));
            int axis = (int) Math.ceil(lanes.size() * laneHeight) + 4;
            return new Timeline(lanes, ticks(), axis + AXIS_HEIGHT, axis);
        }

        private Lane lane(int index, String name, List<Done> done) {
            double y = index * laneHeight;
            double gap = crowded ? 0.5 : 4;
            List<Bar> bars = done.stream().map(piece -> {
                double from = x((piece.start() - outcome.started()) / 1e9);
                double to = x((piece.end() - outcome.started()) / 1e9);
                return new Bar(number(from), number(y + gap / 2), number(Math.max(0.5, to - from - 0.8)),
                        number(laneHeight - gap), outcome.done().indexOf(piece) % 2 == 1, title(piece));
            }).toList();
            // The places of a loop are all alike, so they share one name; a thread or a process has its own.
            return outcome.way() instanceof Loop
                    ? new Lane(lanes + " at a time", index == 0, nameY(y), bars)
                    : new Lane(name, !crowded, nameY(y), bars);
        }

        private String nameY(double y) {
            return number(y + Math.max(laneHeight, 14) / 2);
        }

        private String title(Done piece) {
            return String.format(Locale.ROOT, "%s: %s, %.3f s to %.3f s", piece.worker(), piece.label(),
                    (piece.start() - outcome.started()) / 1e9, (piece.end() - outcome.started()) / 1e9);
        }

        private List<Tick> ticks() {
            double magnitude = Math.pow(10, Math.floor(Math.log10(seconds / MOST_TICKS)));
            double step = DoubleStream.of(1, 2, 5, 10)
                    .map(digit -> digit * magnitude)
                    .filter(candidate -> seconds / candidate <= MOST_TICKS)
                    .findFirst()
                    .orElseThrow();
            List<Tick> ticks = new ArrayList<>();
            for (int i = 0; i * step <= seconds; i++) {
                ticks.add(new Tick(number(x(i * step)), label(i * step)));
            }
            return ticks;
        }

        private double x(double second) {
            return GUTTER + second / seconds * (WIDTH - GUTTER - MARGIN);
        }

        private static String label(double second) {
            return second == 0 ? "0" : new BigDecimal(second)
                    .round(new MathContext(6)).stripTrailingZeros().toPlainString() + " s";
        }

        private static String number(double value) {
            return String.format(Locale.ROOT, "%.2f", value);
        }
    }
}
