// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/// Everything about generators and coroutines once more, where all virtual threads share one carrier thread.
@Tag("one-carrier")
@EnabledIfSystemProperty(named = "jdk.virtualThreadScheduler.parallelism", matches = "1")
class GeneratorOneCarrierTest {

    @Nested
    class Iteration extends GeneratorIterationTest {}

    @Nested
    class Close extends GeneratorCloseTest {}

    @Nested
    class Push extends GeneratorPushTest {}

    @Nested
    class Context extends GeneratorContextTest {}

    @Nested
    class Operators extends GeneratorOperatorsTest {}

    @Nested
    class OperatorsExit extends GeneratorOperatorsExitTest {}

    @Nested
    class FlowBridges extends GeneratorFlowTest {}

    @Nested
    class Gatherers extends GeneratorGathererTest {}

    @Nested
    class Prefetch extends GeneratorPrefetchTest {}

    @Nested
    class Abandoned extends GeneratorAbandonedTest {}

    @Nested
    class Once extends GeneratorOnceTest {}

    @Nested
    class Send extends CoroutineSendTest {}

    @Nested
    class Throw extends CoroutineThrowTest {}

    @Nested
    class CloseCoroutine extends CoroutineCloseTest {}

    @Nested
    class State extends CoroutineStateTest {}

    @Nested
    class Delegation extends CoroutineDelegationTest {}

    @Nested
    class UnrulyDelegates extends UnrulyDelegateTest {}

    @Nested
    class DelegationOfGenerators extends GeneratorDelegationTest {}

    @Nested
    class DelegationToIterators extends IteratorDelegationTest {}

    @Nested
    class DeepDelegation extends DeepDelegationTest {}

    @Nested
    class Oracle extends OracleTest {}
}
