// SPDX-License-Identifier: Apache-2.0
package dev.thrum.sync;

import dev.thrum.core.Inspector;
import dev.thrum.core.Resource;

/// What the strands at one end of a channel wait for, as the wait graph and the [Inspector] see it.
///
/// @param name in words that follow "waiting for"
/// @param store the channel's
record ChannelEnd(String name, ChannelStore<?> store) implements Resource {

    @Override
    public String statistics() {
        return store.statistics();
    }

    @Override
    public Inspector.Node inspect() {
        return Inspector.Node.of("channel end", name, "state", statistics());
    }
}
