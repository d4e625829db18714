// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/// Everything about the request runner once more, where all virtual threads share one carrier thread.
@Tag("one-carrier")
@EnabledIfSystemProperty(named = "jdk.virtualThreadScheduler.parallelism", matches = "1")
class RequestRunnerOneCarrierTest {

    @Nested
    class Behaviour extends RequestRunnerTest {}

    @Nested
    class Failure extends RequestRunnerFailureTest {}
}
