// SPDX-License-Identifier: Apache-2.0

package dev.thrum.proofs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Every jcstress test in the package of the canaries has a planted bug, and jcstress must have seen it: in the run
/// with all the others or, where that was too short, in a longer one of its own.
class JcstressCanaryTest {
    @TestFactory
    Stream<DynamicTest> canaries() {
        return JcstressRun.tests().stream()
                .filter(test -> test.startsWith("dev.thrum.proofs.canary."))
                .map(test -> dynamicTest(test, () -> {
                    List<String> seen = JcstressRun.shared().forbidden(test);
                    if (seen.isEmpty()) {
                        seen = JcstressRun.longer(test).forbidden(test);
                    }
                    assertThat(seen).as(test).isNotEmpty();
                }));
    }
}
