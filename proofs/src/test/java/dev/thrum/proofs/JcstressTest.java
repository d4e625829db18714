// SPDX-License-Identifier: Apache-2.0

package dev.thrum.proofs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// No jcstress test outside the package of the canaries shows a forbidden outcome.
class JcstressTest {
    @TestFactory
    Stream<DynamicTest> proofs() {
        return JcstressRun.tests().stream()
                .filter(test -> !test.startsWith("dev.thrum.proofs.canary."))
                .map(test -> dynamicTest(test, () ->
                        assertThat(JcstressRun.shared().forbidden(test)).as(test).isEmpty()));
    }
}
