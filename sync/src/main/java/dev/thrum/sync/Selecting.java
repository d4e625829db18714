// SPDX-License-Identifier: Apache-2.0
package dev.thrum.sync;

import dev.thrum.core.Inspector;
import dev.thrum.core.LookOut;
import dev.thrum.core.Resource;
import dev.thrum.core.Scheduler;
import dev.thrum.core.Selection;
import dev.thrum.core.WaitQueue;
import dev.thrum.core.Waiter;
import dev.thrum.sync.ChannelClause.Match;
import dev.thrum.sync.ChannelLine.Turn;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// One run of a [Select], by one strand.
final class Selecting<R extends @Nullable Object, X extends Exception> implements Resource {

    // A run, in which at most one thing is done on each way to an end:
    //
    //     give way to others, if that is due and the select may wait
    //        v
    //     try each clause, in the given order --- one was done ------------------------------------------> handle it
    //        | none; there is an otherwise clause, or a time-out of zero --------------------------------> handle that
    //        v
    //  +-> ROUND: a new Selection
    //  |     | with the latches of all channels: try each channel clause again --- one was done ---------> handle it
    //  |     | none: join the lines of all channels; free the latches
    //  |     v
    //  |   join the queues of the other clauses; look at each again
    //  |     |                              | one may be possible: claim it for itself
    //  |     v                              v
    //  |   wait --- time is over ----> leave all lines and queues -------------------------------------> handle time-out
    //  |     |      interrupt, cancel: likewise, and throw
    //  |     | a branch was claimed
    //  |     v
    //  |   leave all lines and queues
    //  |     | of a channel: its partner has done it ------------------------------------------------> handle it
    //  |     | of something else: leave to try --- gotten -------------------------------------------> handle it
    //  |     v
    //  +-- somebody was quicker; join its queue at the head this time
    //
    // Exactly one: before a round, and between two, the strand stands nowhere, and what it does is done by its own
    // hand, once. In a round the compare-and-set on the Selection decides. What the others do for it, they do after
    // having won that; what it does itself, it does after having won that, or while nobody can compete, under the
    // latches of all channels and before it stands anywhere (see ChannelStore).
    //
    // No wake-up is lost: each queue is joined *before* its clause is looked at again. A grant that comes too late fails
    // in WaitQueue and goes to the next. One that was accepted is used or passed on by attemptAsGranted().
    //
    // A round that was lost costs the strand its places in the other lines and queues, but not the one at the head of
    // the queue in which it was granted.

    private static final int NONE = -1;

    /// One for all selects, most of which are used once and could learn nothing. Where one of them looks out in vain, the
    /// others soon do so no more, until one of them succeeds; what is often waited for has the last word.
    private static final LookOut LOOK_OUT = new LookOut();

    private final Clause<? extends R, ? extends X>[] clauses;
    private final int[] order;

    private @Nullable UnreadyClause<? extends R, ? extends X> unready;
    private boolean isAboutLocksOnly = true;

    /// The clause that was done.
    private int chosen = NONE;

    /// @param clauses the clauses
    /// @param order their indices in the order in which they are tried
    Selecting(Clause<? extends R, ? extends X>[] clauses, int[] order) {
        this.clauses = clauses;
        this.order = order;
        for (Clause<? extends R, ? extends X> clause : clauses) {
            if (Objects.requireNonNull(clause, "A clause must not be null") instanceof UnreadyClause<?, ?>) {
                if (unready != null) {
                    throw new IllegalArgumentException(
                            "A select has at most one clause for when none of the others can be done");
                }
                unready = (UnreadyClause<? extends R, ? extends X>) clause;
            } else {
                isAboutLocksOnly &= clause.subject() instanceof OwnedLock;
            }
        }
        if (clauses.length == 0) {
            throw new IllegalArgumentException("A select without clauses would wait for ever");
        }
    }

    R run() throws X, InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("Interrupted before waiting for " + name());
        }
        boolean mayWait = unready == null || !unready.timeout().isZero();
        for (int i = 0; mayWait && i < clauses.length; i++) {
            clauses[i].giveWayIfDue();
        }
        for (int i : order) {
            Object outcome = clauses[i].attempt();
            if (outcome != null) {
                return clauses[i].handle(outcome);
            }
        }
        UnreadyClause<? extends R, ? extends X> last = unready;
        if (last != null && !mayWait) {
            return last.handle(Clause.DONE);
        }
        Object outcome = await(last == null ? Scheduler.NEVER : Scheduler.current().deadlineAfter(last.timeout()));
        return outcome == null
                ? Objects.requireNonNull(last).handle(Clause.DONE)
                : clauses[chosen].handle(outcome);
    }

    /// Waits until one of the clauses was done.
    ///
    /// @return its outcome, or `null` if the time is over
    private @Nullable Object await(long deadline) throws InterruptedException {
        ChannelStore<?>[] stores = storesInOrder();
        int lost = NONE;
        while (true) {
            Selection selection = Selection.begin(this, LOOK_OUT);
            Turn<?>[] turns = new Turn<?>[clauses.length];
            Match match = matchOrJoin(stores, selection, turns);
            if (match.outcome != null) {
                return match.outcome;
            }
            Waiter[] waiters = new Waiter[clauses.length];
            boolean claimedByItself;
            try {
                claimedByItself = join(selection, waiters, lost);
                if (!claimedByItself && !selection.await(deadline)) {
                    return null;
                }
            } finally {
                selection.end();
                leave(turns, waiters);
            }
            chosen = selection.branch();
            boolean granted = !claimedByItself && !selection.wasTold();
            Object outcome = outcome(turns[chosen], granted);
            if (outcome != null) {
                return outcome;
            }
            lost = granted ? chosen : NONE;
        }
    }

    /// Does one of the channel clauses, if that is possible; else joins the lines of all.
    private Match matchOrJoin(ChannelStore<?>[] stores, Selection selection, Turn<?>[] turns) {
        Match match = new Match();
        int held = 0;
        try {
            while (held < stores.length) {
                stores[held].latch.lock();
                held++;
            }
            for (int i : order) {
                if (clauses[i] instanceof ChannelClause<?, ?, ?> clause) {
                    clause.match(match);
                    if (match.outcome != null) {
                        chosen = i;
                        break;
                    }
                }
            }
            for (int i = 0; match.outcome == null && i < clauses.length; i++) {
                if (clauses[i] instanceof ChannelClause<?, ?, ?> clause) {
                    turns[i] = clause.join(selection, i);
                }
            }
        } finally {
            while (held > 0) {
                stores[--held].latch.unlock();
            }
        }
        match.wakePartner();
        return match;
    }

    /// Joins the queues of the clauses that are not about channels.
    ///
    /// @param lost the clause in whose queue it has been at the head
    /// @return whether it has claimed one of them for itself
    private boolean join(Selection selection, Waiter[] waiters, int lost) {
        for (int i : order) {
            if (clauses[i] instanceof WaitClause<?, ?, ?> clause) {
                WaitQueue queue = clause.source.waiters();
                clause.source.join();
                waiters[i] = i == lost ? queue.enqueueFirst(selection, i) : queue.enqueue(selection, i);
                if (clause.source.isWorthTrying()) {
                    return selection.claim(i);
                }
            }
        }
        return false;
    }

    private void leave(Turn<?>[] turns, Waiter[] waiters) {
        for (int i = 0; i < clauses.length; i++) {
            if (turns[i] != null) {
                turns[i].leave();
            }
            if (waiters[i] != null && clauses[i] instanceof WaitClause<?, ?, ?> clause) {
                clause.source.waiters().withdraw(waiters[i]);
                clause.source.leave();
            }
        }
    }

    private @Nullable Object outcome(@Nullable Turn<?> turn, boolean granted) {
        if (clauses[chosen] instanceof WaitClause<?, ?, ?> clause) {
            return granted ? clause.source.attemptAsGranted() : clause.source.attemptAfterLook();
        }
        return Objects.requireNonNull(turn).outcome();
    }

    /// The channels, each once, in the order in which their latches are taken.
    private ChannelStore<?>[] storesInOrder() {
        return Arrays.stream(clauses)
                .map(clause -> clause instanceof ChannelClause<?, ?, ?> channel ? channel.store : null)
                .filter(Objects::nonNull)
                .distinct()
                .sorted(Comparator.comparingLong(store -> store.number))
                .toArray(ChannelStore<?>[]::new);
    }

    // ----------------------------------------------------------------------------------------------------- seeing

    /// The locks, if there is nothing else but a time-out to wait for.
    @Override
    public List<Resource> alternatives() {
        return isAboutLocksOnly ? subjects() : List.of();
    }

    private List<Resource> subjects() {
        List<Resource> subjects = new ArrayList<>();
        for (Clause<?, ?> clause : clauses) {
            Resource subject = clause.subject();
            if (subject != null) {
                subjects.add(subject);
            }
        }
        return subjects;
    }

    @Override
    public String name() {
        return subjects().stream().map(Resource::name).collect(Collectors.joining(", or ", "the first of: ", ""));
    }

    @Override
    public Inspector.Node inspect() {
        return new Inspector.Node("select", name(), Map.of(),
                subjects().stream().map(Resource::inspect).toList());
    }
}
