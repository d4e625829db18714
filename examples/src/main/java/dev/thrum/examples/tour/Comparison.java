// SPDX-License-Identifier: Apache-2.0

package dev.thrum.examples.tour;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// All outcomes side by side.
record Comparison(List<Outcome> outcomes) {

    /// Puts outcomes side by side that can be compared.
    ///
    /// @throws TourException if two ways found different answers for the same job: then one of them did not do its
    ///                       work, and its time means nothing
    static Comparison of(List<Outcome> outcomes) throws TourException {
        Comparison comparison = new Comparison(List.copyOf(outcomes));
        for (List<Outcome> job : comparison.byJob()) {
            for (Outcome outcome : job) {
                if (!outcome.answer().equals(job.getFirst().answer())) {
                    throw new TourException("the ways disagree about %s: %s found %s, but %s found %s".formatted(
                            outcome.job().name(), job.getFirst().way().name(), job.getFirst().answer(),
                            outcome.way().name(), outcome.answer()));
                }
            }
        }
        return comparison;
    }

    /// The outcomes of each job, in the order in which they ran.
    Collection<List<Outcome>> byJob() {
        return outcomes.stream()
                .collect(Collectors.groupingBy(o -> o.job().name(), LinkedHashMap::new, Collectors.toList()))
                .values();
    }

    /// How many times as fast `outcome` was as the sequential way; empty if that did not run.
    Optional<Double> speedUp(Outcome outcome) {
        return outcomes.stream()
                .filter(o -> o.job().name() == outcome.job().name() && o.way().name() == Way.Name.SEQUENTIAL)
                .map(sequential -> sequential.seconds() / outcome.seconds())
                .findFirst();
    }

    /// Adds up the outcomes of those jobs that are `wanted`, way by way.
    Map<Way.Name, Total> totals(Predicate<Job.Name> wanted) {
        Map<Way.Name, Total> totals = new LinkedHashMap<>();
        for (Outcome outcome : outcomes) {
            if (wanted.test(outcome.job().name())) {
                totals.merge(outcome.way().name(), Total.of(outcome), Total::plus);
            }
        }
        return totals;
    }

    /// How long one way took for several jobs.
    ///
    /// @param startUp seconds of it before anybody worked
    record Total(Way way, double seconds, double startUp) {
        static Total of(Outcome outcome) {
            return new Total(outcome.way(), outcome.seconds(), outcome.startUp().toNanos() / 1e9);
        }

        Total plus(Total other) {
            return new Total(way, seconds + other.seconds, startUp + other.startUp);
        }
    }
}
