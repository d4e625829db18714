// SPDX-License-Identifier: Apache-2.0
package dev.thrum.soak;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thrum.coroutines.Task;
import java.util.Collection;

/// A deed that has tasks of its own do a deed each, and must not leave them behind.
abstract class Parenting implements Deed {

    final Ledger ledger;
    final Deed childrensDeed;
    private long leftBehind;

    Parenting(Ledger ledger, Deed childrensDeed) {
        this.ledger = ledger;
        this.childrensDeed = childrensDeed;
    }

    /// Counts those that have not ended though they should have.
    final void leave(Collection<? extends Task<?>> children) {
        leftBehind += children.stream().filter(child -> !child.isDone()).count();
    }

    @Override
    public void check() {
        assertThat(leftBehind).as("tasks left behind by %s", this).isZero();
    }
}
