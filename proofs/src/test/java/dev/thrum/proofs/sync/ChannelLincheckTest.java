// SPDX-License-Identifier: Apache-2.0

package dev.thrum.proofs.sync;

import dev.thrum.proofs.LinearizabilityProof;
import dev.thrum.sync.Channel;
import dev.thrum.sync.ChannelClosedException;
import dev.thrum.sync.Received;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;

/// A channel that nobody waits for is a list of limited length with an end, whoever sends, receives and closes.
///
/// The canary, `RacyChannelLincheckTest`, looks whether there is room before it takes the latch.
public class ChannelLincheckTest extends LinearizabilityProof {
    private final Channel<Integer> channel = Channel.buffered(2);

    @Operation
    public String trySend(@Param(gen = IntGen.class) int item) {
        try {
            return channel.trySend(item) ? "sent" : "full";
        } catch (ChannelClosedException e) {
            return "closed";
        }
    }

    @Operation
    public String tryReceive() {
        return switch (channel.tryReceive()) {
            case Received.Item<Integer>(Integer item) -> "item " + item;
            case Received.Empty<Integer>() -> "empty";
            case Received.Closed<Integer> closed -> "closed";
        };
    }

    @Operation
    public void close() {
        channel.close();
    }
}
