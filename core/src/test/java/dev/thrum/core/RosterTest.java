// SPDX-License-Identifier: Apache-2.0
package dev.thrum.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RosterTest {

    private final Roster<Integer> roster = new Roster<>();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void agreesWithAMapWhoeverLeaves(long seed) {
        Random random = new Random(seed);
        Map<Integer, Roster.Place<Integer>> places = new LinkedHashMap<>();
        for (int step = 0; step < 5_000; step++) {
            boolean grows = step / 100 % 2 == 0;
            if (places.isEmpty() || random.nextInt(10) < (grows ? 7 : 3)) {
                places.put(step, roster.add(step));
            } else {
                List<Integer> members = List.copyOf(places.keySet());
                roster.remove(places.remove(members.get(random.nextInt(members.size()))));
            }
            assertThat(roster.isEmpty()).isEqualTo(places.isEmpty());
            assertThat(roster.members().reversed()).containsExactlyElementsOf(places.keySet());
        }
    }

    @Test
    void nobodyIsLostWhenManyComeAndGoAtOnce() throws InterruptedException {
        int threads = 4;
        List<Thread> visitors = new ArrayList<>();
        for (int t = 0; t < threads; t++) {
            int number = t;
            visitors.add(Thread.ofPlatform().start(() -> {
                for (int i = 0; i < 20_000; i++) {
                    Roster.Place<Integer> place = roster.add(-1);
                    if (i == 10_000) {
                        roster.add(number);
                    }
                    roster.remove(place);
                }
            }));
        }
        for (Thread visitor : visitors) {
            visitor.join();
        }
        assertThat(roster.members()).containsExactlyInAnyOrder(0, 1, 2, 3);
    }
}
