// SPDX-License-Identifier: Apache-2.0
package dev.thrum.sync;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// What a removal from the middle of a [RingStore] has done to the positions of the others. An iterator keeps the last
/// one there was when it looked, and finds those that came later behind it; what no iterator needs is garbage.
final class RingRemoval {

    /// Ascending.
    final long[] removed;

    @Nullable RingRemoval next;

    RingRemoval(long[] removed) {
        this.removed = removed;
    }

    /// Where an element is afterwards, or -1 if it has gone.
    long after(long position) {
        int index = Arrays.binarySearch(removed, position);
        return index >= 0 ? -1 : position + removed.length - (-index - 1);
    }
}
