// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines.net;

import dev.thrum.core.Strand;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// What one strand may do at a time, and a second one is refused, since the two would get what belongs to the other.
final class Exclusive {

    private final String stream;
    private final String verb;

    // null --begin(), compareAndSet--> the thread that does it --end()--> null
    private final AtomicReference<@Nullable Thread> user = new AtomicReference<>();

    /// @param stream of what
    /// @param verb what is done: `read`
    Exclusive(String stream, String verb) {
        this.stream = stream;
        this.verb = verb;
    }

    void begin() {
        Thread present = user.compareAndExchange(null, Thread.currentThread());
        if (present != null) {
            throw new IllegalStateException(stream + " is being " + verb + " by \"" + Strand.nameOf(present)
                    + "\" at present, and \"" + Strand.nameOf(Thread.currentThread()) + "\" would take what is meant "
                    + "for it: have one strand " + verb + " and hand on to the others, or guard it with a Mutex");
        }
    }

    void end() {
        user.setRelease(null);
    }
}
