// SPDX-License-Identifier: Apache-2.0

package dev.thrum.examples.channels;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thrum.examples.Printed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

@ResourceLock(Resources.SYSTEM_OUT)
class ChannelExamplesTest {

    @Test
    void theConsumerReceivesAllAndIsToldOfTheEnd() throws Exception {
        assertThat(Printed.by(new ProducerConsumer()::main).lines()).containsExactly(
                "Every", "item", "is", "received", "once", "23 letters", "No words: java.lang.IllegalStateException: out of words");
    }

    @Test
    void theWorkerWorksUntilThereIsNothingToDo() throws Exception {
        assertThat(Printed.by(new SelectWithTimeout()::main).lines()).containsExactly(
                "do the dishes", "nothing to do", "working on the floor", "working on the windows", "stopped", "stop",
                "sent: true");
    }

    @Test
    void allChannelsAreReceivedFrom() throws Exception {
        assertThat(Printed.by(new FanIn()::main).lines()).containsExactly("[0, 1, 2, 3, 4, 100, 101, 102]");
    }
}
