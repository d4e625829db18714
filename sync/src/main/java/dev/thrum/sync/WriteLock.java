// SPDX-License-Identifier: Apache-2.0
package dev.thrum.sync;

import dev.thrum.core.Inspector;
import dev.thrum.core.Strand;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The half of a [ReadWriteMutex] that one thread holds at a time, while nobody reads: a
/// [Lock][java.util.concurrent.locks.Lock] of `java.util.concurrent` to the letter, reentrant, with conditions.
///
/// It behaves as a [ReentrantMutex] does, to interrupts, deadlock and owners that end as well, with these additions:
///
/// - To take it means to wait for the writers before, and then for those who read at that time. Newcomers who want to
///   read wait behind, so a writer is not starved.
/// - A thread that reads cannot take it: waiting would never end, since the thread itself would have to stop reading.
///   [#lock()], [#lockInterruptibly()] and a timed wait throw [IllegalMonitorStateException] at once;
///   [#tryLock()] answers false. The other way round, a writer may read: that is how a writer becomes a reader
///   ([ReadWriteMutex], "Downgrade").
/// - If a reader ends without unlocking, who waits to write gets an [AbandonedException], until somebody calls
///   [ReadLock#reclaim()].
public final class WriteLock extends NestingLock {

    // The ownership of OwnedResource is a gate: readers look at it and wait behind it, and pass through it in turn. Who has
    // it closed behind itself waits for the readers that are inside, and only then writes:
    //
    //     free --takeIfFree(), becomeOwner()--> gate is mine --becomeSole(): nobody reads--> written
    //       ^                                      |                                            |
    //       +------- free(): gave up --------------+-------------- free() ----------------------+

    final Readers readers = new Readers(this);

    WriteLock(@Nullable String name, boolean fair) {
        super(name, fair);
    }

    @Override
    boolean takeIfFree() {
        if (!super.takeIfFree()) {
            return false;
        }
        boolean sole = false;
        try {
            sole = readers.isEmpty();
            return sole;
        } finally {
            if (!sole) {
                free();
            }
        }
    }

    @Override
    void refuseHopeless() {
        int reads = readers.holdCount();
        if (reads > 0) {
            throw new IllegalMonitorStateException("Thread \"" + Strand.nameOf(Thread.currentThread())
                    + "\" reads " + name() + (reads == 1 ? "" : ", " + reads + " times,")
                    + " and would wait for itself to write; unlock the read lock before, or take the write lock first");
        }
    }

    @Override
    boolean becomeSole(long deadline, boolean cancellable) throws InterruptedException {
        boolean sole = false;
        try {
            sole = readers.awaitNone(deadline, cancellable);
            return sole;
        } finally {
            if (!sole) {
                free();
            }
        }
    }

    @Override
    boolean isHeldByCaller() {
        return isOwnedByCaller() || readers.holdCount() > 0;
    }

    @Override
    String ownerless() {
        List<Thread> reading = readers.owners();
        return reading.isEmpty() ? super.ownerless() : "it is read by " + Readers.names(reading);
    }

    @Override
    public boolean reclaim() {
        boolean reclaimed = super.reclaim();
        if (reclaimed) {
            readers.forgetDead(); // the dead owner may have read as well
        }
        return reclaimed;
    }

    @Override
    public String name() {
        String name = super.name();
        return name.replaceFirst("^WriteLock", "ReadWriteMutex");
    }

    @Override
    public String statistics() {
        int reading = readers.owners().size();
        String state = isAbandoned() ? "abandoned, " : reading > 0 ? reading + " reading, " : isLocked() ? "written, "
                : "free, ";
        return state + (queued() + readers.waiting()) + " waiting";
    }

    @Override
    public Inspector.Node inspect() {
        Map<String, String> facts = new LinkedHashMap<>(super.inspect().facts());
        String reading = Readers.names(readers.owners());
        if (!reading.isEmpty()) {
            facts.put("readers", reading);
        }
        return new Inspector.Node("ReadWriteMutex", name(), facts, List.of());
    }
}
