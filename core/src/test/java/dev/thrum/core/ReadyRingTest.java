// SPDX-License-Identifier: Apache-2.0
package dev.thrum.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReadyRingTest {

    private static Strand strand() {
        return new Strand(Scheduler.threads(), Thread.currentThread());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void agreesWithAListWhateverTheOrderPicks(long seed) {
        Random random = new Random(seed);
        int[] picked = new int[1];
        ReadyRing<Strand> ring = new ReadyRing<>(size -> picked[0] = random.nextInt(size));
        List<Strand> list = new ArrayList<>();
        for (int step = 0; step < 20_000; step++) {
            boolean grows = step / 1_000 % 2 == 0;
            if (list.isEmpty() || random.nextInt(10) < (grows ? 7 : 3)) {
                Strand strand = strand();
                ring.add(strand);
                list.add(strand);
            } else {
                Strand polled = ring.poll();
                assertThat(polled).isSameAs(list.remove(picked[0]));
            }
            assertThat(ring.size()).isEqualTo(list.size());
            assertThat(ring.isEmpty()).isEqualTo(list.isEmpty());
        }
    }

    @Test
    void anOrderThatPicksNobodyIsAnError() {
        for (int bad : new int[] {-1, 1, Integer.MAX_VALUE}) {
            ReadyRing<Strand> ring = new ReadyRing<>(size -> bad);
            ring.add(strand());
            assertThatThrownBy(ring::poll).isInstanceOf(IllegalStateException.class).hasMessageContaining("" + bad);
            assertThat(ring.size()).isEqualTo(1);
        }
    }
}
