// SPDX-License-Identifier: Apache-2.0

package dev.thrum.proofs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Every jcstress test in the package of the canaries has a planted bug, and jcstress must have seen it.
class JcstressCanaryTest {
    @TestFactory
    Stream<DynamicTest> canaries() {
        return JcstressRun.tests().stream()
                .filter(test -> test.startsWith("dev.thrum.proofs.canary."))
                .map(test -> dynamicTest(test, () ->
                        assertThat(JcstressRun.shared().forbidden(test)).as(test).isNotEmpty()));
    }
}
