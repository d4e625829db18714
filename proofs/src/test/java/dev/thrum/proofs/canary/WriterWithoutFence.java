// SPDX-License-Identifier: Apache-2.0

package dev.thrum.proofs.canary;

import dev.thrum.core.Resource;
import dev.thrum.core.WaitQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// Planted bug: the body of a generator that runs ahead puts an item by a release store and then looks for a reader,
/// with no fence in between. The look may overtake the store: the writer has seen no reader, and the reader, which
/// looked once more from within the queue, no item.
///
/// Results are 1 for a reader that would sleep, and 1 for one that was found.
@JCStressTest
@Outcome(id = {"0, 0", "0, 1", "1, 1"}, expect = Expect.ACCEPTABLE, desc = "the reader does not sleep, or is woken")
@Outcome(id = "1, 0", expect = Expect.FORBIDDEN, desc = "the reader sleeps beside an item")
@State
public class WriterWithoutFence {
    private final AtomicReference<String> item = new AtomicReference<>();
    private final WaitQueue readers = new WaitQueue(new Resource() {});

    @Actor
    public void reader(II_Result result) {
        readers.enqueue();
        result.r1 = item.getAcquire() == null ? 1 : 0;
    }

    @Actor
    public void writer(II_Result result) {
        item.setRelease("an item");
        result.r2 = readers.isEmpty() ? 0 : 1;
    }
}
