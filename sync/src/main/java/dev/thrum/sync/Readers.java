// SPDX-License-Identifier: Apache-2.0
package dev.thrum.sync;

import dev.thrum.core.Acquisition;
import dev.thrum.core.Resource;
import dev.thrum.core.Strand;
import dev.thrum.core.WaitQueue;
import dev.thrum.core.Waiter;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Who reads under a [ReadWriteMutex], and the writer who waits for all of them to leave.
final class Readers implements Resource {

    // There is no count of readers that all of them would have to change. A reader writes its name into the slot of its
    // thread, a cache line of its own, and looks at the gate, which a writer has closed behind itself:
    //
    //     reader: slot = me    ; is the gate open? ---yes--> reads ---exit(): slot = null; does a writer wait? wake it
    //                                    +--------no---> slot = null, as exit(); through the gate, in turn
    //     writer: gate is mine ; are all slots empty? ---yes--> writes
    //                                    +---------------no---> waits in `drain`, and looks again
    //
    // Each writes first and reads afterwards, both volatile, so one of the two sees the other.
    //
    // A slot that is taken by another reader sends its thread to `others`, a map, with a fence in place of the volatile
    // write. Who reads already is let in again whatever the gate says: it would wait for a writer that waits for it.
    //
    // No wake-up is lost: the writer is in `drain` before it looks at the slots a last time; a reader that leaves
    // empties its slot before it looks into `drain`. Of several that leave, the last one finds all slots empty.

    /// Twice as many as can run at a time, as a power of two, so that two that run seldom meet.
    private static final int SLOTS =
            Integer.highestOneBit(Math.clamp(Runtime.getRuntime().availableProcessors(), 2, 32) * 4 - 1);

    /// What a reader without a slot of its own has.
    private static final class Hold {
        private int nested;
        private @Nullable Acquisition acquisition;
    }

    private final OwnedLock gate;
    private final WaitQueue drain = new WaitQueue(this);
    private final Vigil vigil = new Vigil(this, () -> deadReader() != null, drain);

    private final ReaderSlot[] slots = new ReaderSlot[SLOTS];

    private final ConcurrentHashMap<Thread, Hold> others = new ConcurrentHashMap<>(0);

    /// How many more acquisitions to record. Readers may lose one another's updates.
    private int toRecord = Acquisition.RECORDED;

    Readers(OwnedLock gate) {
        this.gate = gate;
        Arrays.setAll(slots, _ -> new ReaderSlot());
    }

    private ReaderSlot slotOf(Thread thread) {
        return slots[(int) thread.threadId() & (SLOTS - 1)];
    }

    // --------------------------------------------------------------------------------------------- coming

    /// Makes the caller a reader, once more if it is one, unless it would have to wait.
    boolean enter() {
        Thread me = Thread.currentThread();
        ReaderSlot slot = slotOf(me);
        Thread present = slot.reader();
        if (present == me) {
            nest(slot);
            return true;
        }
        Acquisition here = whereIfToRecord();
        if (present != null || !slot.take(me)) {
            return enterWithoutSlot(me, here);
        }
        if (gate.isClosedTo(me) && !others.containsKey(me)) {
            slot.clear();
            wakeWriter();
            return false;
        }
        if (here != null) {
            slot.acquisition = here;
            record(here);
        }
        return true;
    }

    /// Looks where the caller stands, if that is still to be recorded; before it enters, since looking may fail, for want
    /// of stack.
    private @Nullable Acquisition whereIfToRecord() {
        return toRecord > 0 || LockOrder.isOn() ? Acquisition.here() : null;
    }

    private void record(Acquisition here) {
        toRecord = Math.max(0, toRecord - 1);
        if (LockOrder.isOn()) {
            try {
                LockOrder.taken(gate, here);
            } catch (Throwable e) {
                exit();
                throw e;
            }
        }
    }

    private void nest(ReaderSlot slot) {
        if (slot.nested == Integer.MAX_VALUE) {
            throw tooDeep();
        }
        slot.nested++;
    }

    private ArithmeticException tooDeep() {
        return new ArithmeticException("The caller reads " + gate.name()
                + " as often as can be counted already; unlock it as often as you lock it");
    }

    private boolean enterWithoutSlot(Thread me, @Nullable Acquisition here) {
        Hold present = others.get(me);
        if (present != null) {
            if (present.nested == Integer.MAX_VALUE) {
                throw tooDeep();
            }
            present.nested++;
            return true;
        }
        Hold hold = new Hold();
        others.put(me, hold);
        VarHandle.fullFence();
        if (gate.isClosedTo(me)) {
            leaveOthers(me);
            return false;
        }
        if (here != null) {
            hold.acquisition = here;
            record(here);
        }
        return true;
    }

    /// Waits for the gate, and enters.
    boolean enterInTurn(long deadline, boolean cancellable) throws InterruptedException {
        if (!gate.becomeOwner(deadline, cancellable)) {
            return false;
        }
        try {
            return enter();
        } finally {
            gate.free();
        }
    }

    // --------------------------------------------------------------------------------------------- leaving

    /// Takes back one hold of the caller; with the last one it is no reader any more.
    ///
    /// @throws IllegalMonitorStateException if it is none now
    void exit() {
        Thread me = Thread.currentThread();
        ReaderSlot slot = slotOf(me);
        if (slot.reader() != me) { // nobody else writes or takes away this name
            exitWithoutSlot(me);
            return;
        }
        if (slot.nested > 0) {
            slot.nested--;
            return;
        }
        if (slot.acquisition != null) {
            slot.acquisition = null;
            if (LockOrder.isOn()) {
                LockOrder.freed(gate);
            }
        }
        slot.clear();
        wakeWriter();
    }

    private void exitWithoutSlot(Thread me) {
        Hold hold = others.get(me);
        if (hold == null) {
            throw notAReader(me);
        }
        if (hold.nested > 0) {
            hold.nested--;
        } else {
            leaveOthers(me);
            if (LockOrder.isOn()) {
                LockOrder.freed(gate);
            }
        }
    }

    private void leaveOthers(Thread me) {
        others.remove(me);
        VarHandle.fullFence();
        wakeWriter();
    }

    private void wakeWriter() {
        if (!drain.isEmpty() && isEmpty()) {
            drain.grantFirst();
        }
    }

    private IllegalMonitorStateException notAReader(Thread me) {
        Thread writer = gate.owner();
        String whose = writer == null ? gate.ownerless() : "it is written by " + names(List.of(writer));
        return new IllegalMonitorStateException("Thread \"" + Strand.nameOf(me) + "\" must read " + gate.name()
                + " to unlock it, but " + whose);
    }

    // --------------------------------------------------------------------------------------------- writers

    /// How often the caller reads.
    int holdCount() {
        Thread me = Thread.currentThread();
        ReaderSlot slot = slotOf(me);
        Hold hold = others.get(me);
        return (slot.reader() == me ? slot.nested + 1 : 0) + (hold == null ? 0 : hold.nested + 1);
    }

    boolean isEmpty() {
        for (ReaderSlot slot : slots) {
            if (slot.reader() != null) {
                return false;
            }
        }
        return !others.keySet().iterator().hasNext(); // isEmpty() may lag behind what is there
    }

    /// Waits until nobody reads. To be called by the owner of the gate, who is no reader.
    ///
    /// @return false if the time is over
    /// @throws AbandonedException if a reader has ended without unlocking
    boolean awaitNone(long deadline, boolean cancellable) throws InterruptedException {
        while (!isEmpty()) {
            Waiter waiter = drain.enqueue();
            if (isEmpty()) {
                drain.withdraw(waiter); // granted or not, there is nobody
                return true;
            }
            Thread dead = deadReader();
            if (dead != null) {
                drain.withdraw(waiter);
                throw new AbandonedException(name(), dead, acquisition(dead));
            }
            vigil.keep();
            if (!OwnedLock.await(drain, waiter, deadline, cancellable)) {
                return false;
            }
        }
        return true;
    }

    // --------------------------------------------------------------------------------------------- abandoned

    /// A reader that has ended; it stays one until somebody forgets it.
    private @Nullable Thread deadReader() {
        for (Thread reader : owners()) {
            if (!reader.isAlive() && owners().contains(reader)) { // it may have left before it ended
                return reader;
            }
        }
        return null;
    }

    /// Forgets readers that have ended.
    ///
    /// @return whether there was one
    boolean forgetDead() {
        boolean any = false;
        for (ReaderSlot slot : slots) {
            Thread reader = slot.reader();
            if (reader != null && !reader.isAlive()) {
                synchronized (slots) { // of two who forget at the same time, the later one would count a newcomer's
                    if (slot.reader() == reader) {
                        slot.nested = 0;
                        slot.acquisition = null;
                        slot.clear();
                        any = true;
                    }
                }
            }
        }
        any |= others.keySet().removeIf(reader -> !reader.isAlive());
        VarHandle.fullFence();
        wakeWriter();
        return any;
    }

    // --------------------------------------------------------------------------------------------- seeing

    /// How many writers wait here: one at most.
    int waiting() {
        return drain.size();
    }

    @Override
    public List<Thread> owners() {
        List<Thread> readers = new ArrayList<>();
        for (ReaderSlot slot : slots) {
            Thread reader = slot.reader();
            if (reader != null) {
                readers.add(reader);
            }
        }
        others.forEach((reader, _) -> {
            if (!readers.contains(reader)) {
                readers.add(reader);
            }
        });
        return readers;
    }

    @Override
    public @Nullable Thread owner() {
        List<Thread> readers = owners();
        return readers.isEmpty() ? null : readers.getFirst();
    }

    @Override
    public @Nullable Acquisition acquisition() {
        Thread reader = owner();
        return reader == null ? null : acquisition(reader);
    }

    @Override
    public @Nullable Acquisition acquisition(Thread reader) {
        Acquisition recorded = slotOf(reader).acquisition;
        if (recorded != null && recorded.owner() == reader) {
            return recorded;
        }
        Hold hold = others.get(reader);
        return hold == null ? null : hold.acquisition;
    }

    static String names(List<Thread> threads) {
        return threads.stream()
                .limit(8)
                .map(thread -> "\"" + Strand.nameOf(thread) + "\"")
                .collect(Collectors.joining(", ", "", threads.size() > 8 ? " and others" : ""));
    }

    @Override
    public String name() {
        return "the readers of " + gate.name();
    }

    @Override
    public String statistics() {
        return owners().size() + " reading, " + waiting() + " waiting";
    }

    @Override
    public String toString() {
        return name() + " (" + statistics() + ")";
    }
}
