// SPDX-License-Identifier: Apache-2.0

package dev.thrum.proofs.sync;

import dev.thrum.proofs.LinearizabilityProof;
import dev.thrum.sync.Event;
import org.jetbrains.lincheck.datastructures.Operation;

/// An event that nobody waits for is a flag.
///
/// The canary, `RacyEventLincheckTest`, keeps the flag in the lowest bit of a counter.
public class EventLincheckTest extends LinearizabilityProof {
    private final Event event = new Event();

    @Operation
    public void set() {
        event.set();
    }

    @Operation
    public void clear() {
        event.clear();
    }

    @Operation
    public boolean isSet() {
        return event.isSet();
    }
}
