// SPDX-License-Identifier: Apache-2.0

package dev.thrum.examples.tour;

import static org.assertj.core.api.Assertions.assertThatNoException;

import org.junit.jupiter.api.Test;

class TourTest {
    @Test
    void runs() {
        assertThatNoException().isThrownBy(() -> Tour.main(new String[] {"--delay", "0"}));
    }
}
