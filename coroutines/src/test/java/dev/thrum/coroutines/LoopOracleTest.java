// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Programs of tasks, written for `asyncio` and for the event loop, must leave the same traces in virtual time. That a
/// difference is found is shown in [OracleTest].
class LoopOracleTest {

    @DisplayName("4 to 23: asyncio does the same, in the same order and at the same times")
    @TestFactory
    Stream<DynamicTest> doesWhatAsyncioDoes() throws Exception {
        Map<String, Trace> expected = Trace.parse(CPython.find().run("oracle/loop_oracle.py"));
        Map<String, JavaProgram> programs =
                OracleTest.programsOf(List.of(TaskPrograms::new, TaskGroupPrograms::new, TimeoutPrograms::new,
                        AsyncGeneratorPrograms::new));
        assertThat(programs.keySet()).as("The programs in Java").containsExactlyInAnyOrderElementsOf(expected.keySet());
        return expected.values().stream().flatMap(trace -> Stream.of(ConsumerThread.values())
                .map(thread -> dynamicTest(trace.title() + " (" + thread + ")",
                        () -> OracleTest.compare(trace, programs.get(trace.title()), thread))));
    }
}
