// SPDX-License-Identifier: Apache-2.0

package dev.thrum.examples.streams;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thrum.examples.Printed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

@ResourceLock(Resources.SYSTEM_OUT)
@Timeout(60)
class StreamExamplesTest {

    @Test
    void theServerSendsBackWhatItGets() throws Exception {
        assertThat(Printed.by(new EchoServer()::main).lines()).containsExactly("[one, two, three]");
    }

    @Test
    void theGuestsSeeWhatTheOthersSay() throws Exception {
        assertThat(Printed.by(new LineChat()::main).lines()).containsExactly(
                "ann sees: present: []", "bob sees: present: [ann]", "ann sees: bob has come", "ann sees: bob: hello",
                "bob sees: ann: hello, bob", "ann sees: bob has gone");
    }

    @Test
    void patienceHasItsLimits() throws Exception {
        assertThat(Printed.by(new Patience()::main).lines()).containsExactly(
                "at most 10 bytes, please", "nothing yet", "a slow line", "the end");
    }
}
