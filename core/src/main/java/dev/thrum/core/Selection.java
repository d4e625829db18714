// SPDX-License-Identifier: Apache-2.0
package dev.thrum.core;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// One wait of one strand for the first of several things.
///
/// The things are the selection's *branches*, numbered from zero. A branch stands in a [WaitQueue]
/// ([WaitQueue#enqueue(Selection, int)]) or in a list of the primitive's own, whose grants it then accepts by [#claim].
/// Whichever branch is granted first ends the wait; every other grant fails and goes to the next waiter, so a strand
/// never gets two things and none is lost.
///
/// ```java
/// Selection selection = Selection.begin(resource, lookOut);
/// Waiter first = here.enqueue(selection, 0);
/// Waiter second = there.enqueue(selection, 1);
/// try {
///     if (looksReady() && selection.claim(0)) { ... }     // the second look
///     if (selection.await(deadline)) {
///         switch (selection.branch()) { ... }
///     }
/// } finally {
///     selection.end();                                    // no branch is granted from now on
///     here.withdraw(first);
///     there.withdraw(second);
/// }
/// ```
///
/// **Deadlock.** What ends the wait is up to several others, so it is no edge of the wait graph that a cycle could go
/// through: its resource has no owner.
///
/// **Memory consistency effects**: actions before a successful [#claim], or before the grant of a branch, happen before
/// the return of the [#await] it ends.
///
/// **Cost**: an object a wait, and one for each branch in a [WaitQueue].
public final class Selection extends Waiter {

    // The state is that of the Waiter, which all branches share:
    //
    //            claim(i), or a grant of branch i
    //    WAITING --------------------------------> GRANTED + i
    //       |        news for branch i
    //       +------------------------------------> TOLD - i      the strand looks at that branch for itself
    //       +------------------------------------> TIMED_OUT, CANCELLED    as in Waiter; end() is a withdrawal

    private final Resource resource;
    private final LookOut lookOut;

    private Selection(Strand strand, Resource resource, LookOut lookOut) {
        super(strand, null);
        this.resource = resource;
        this.lookOut = lookOut;
    }

    /// Begins a wait of the calling strand, which looks out as one of which nothing is known. It waits for nothing yet.
    ///
    /// @param resource what the strand waits for, as the [Inspector] shows it; without an owner
    /// @return the wait, to be used once
    public static Selection begin(Resource resource) {
        return begin(resource, new LookOut());
    }

    /// Begins a wait of the calling strand. It waits for nothing yet.
    ///
    /// @param resource what the strand waits for, as the [Inspector] shows it; without an owner
    /// @param lookOut how the strand looks out before it parks
    /// @return the wait, to be used once
    public static Selection begin(Resource resource, LookOut lookOut) {
        return new Selection(Strand.current(), Objects.requireNonNull(resource, "A selection must wait for something"),
                lookOut);
    }

    @Override
    Resource resource() {
        return resource;
    }

    @Override
    LookOut lookOut() {
        return lookOut;
    }

    /// Ends the wait in favour of a branch, unless it has ended already. The strand is not woken: whoever is not that
    /// strand itself calls [#wake()] soon afterwards. Never blocks.
    ///
    /// @param branch which of the things it gets
    /// @return true if the caller has ended the wait; false if it is over, and the caller must find somebody else
    public boolean claim(int branch) {
        return acceptGrant(branch);
    }

    /// Wakes the strand, if it sleeps, after a successful [#claim] by the caller. Never blocks.
    public void wake() {
        if (wasAsleep) {
            unpark();
        }
    }

    /// Blocks until a branch is granted or the deadline has passed.
    ///
    /// @param deadline a time of the strand's [Scheduler#nanoTime()], or [Scheduler#NEVER]
    /// @return true if a branch was granted, false if the time is over
    /// @throws CancelledException if a scope around the call is or becomes cancelled
    /// @throws InterruptedException if the thread is or becomes interrupted; the interrupt status is cleared
    public boolean await(long deadline) throws InterruptedException {
        return await(deadline, true);
    }

    /// Which branch was granted, once one was.
    ///
    /// @return its number
    public int branch() {
        return acceptedBranch();
    }

    /// Ends the wait in favour of nothing, unless it has ended already.
    ///
    /// @return false if a branch had been granted
    public boolean end() {
        return withdraw();
    }

    Waiter branch(WaitQueue queue, int number) {
        return new Branch(this, queue, number);
    }

    /// A place in one queue of a selection.
    static final class Branch extends Waiter {

        private final Selection selection;
        private final WaitQueue queue;
        private final int number;

        private Branch(Selection selection, WaitQueue queue, int number) {
            super(selection.strand(), queue);
            this.selection = selection;
            this.queue = queue;
            this.number = number;
        }

        @Override
        boolean grant() {
            return wakeIf(selection.acceptGrant(number));
        }

        @Override
        boolean tell() {
            return wakeIf(selection.acceptNews(number));
        }

        private boolean wakeIf(boolean accepted) {
            if (accepted) {
                selection.wake();
            }
            return accepted;
        }

        /// Leaves the queue; the selection goes on.
        @Override
        boolean withdraw() {
            queue.unlink(this);
            return selection.isWaiting() || selection.branch() != number;
        }
    }
}
