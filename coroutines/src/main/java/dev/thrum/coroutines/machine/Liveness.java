// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines.machine;

import java.lang.classfile.instruction.IncrementInstruction;
import java.lang.classfile.instruction.LoadInstruction;
import java.lang.classfile.instruction.StoreInstruction;
import java.util.BitSet;
import java.util.Set;
import java.util.stream.Collectors;

/// Which local variables may still be read: only those are kept while a body is suspended. The others would cost time, and
/// would keep what they refer to from being collected.
final class Liveness {

    // Backwards over the code until nothing changes any more: live before = read here, or live after and not written here.
    // What a handler reads is live before each instruction that it covers.

    private final FlowGraph flow;
    private final BitSet[] before;

    Liveness(FlowGraph flow) {
        this.flow = flow;
        this.before = new BitSet[flow.instructions().size()];
        for (int i = 0; i < before.length; i++) {
            before[i] = new BitSet();
        }
        boolean hasChanged = true;
        while (hasChanged) {
            hasChanged = false;
            for (int i = before.length - 1; i >= 0; i--) {
                BitSet now = liveBefore(i);
                if (!now.equals(before[i])) {
                    before[i] = now;
                    hasChanged = true;
                }
            }
        }
    }

    /// What may be read after an instruction, be it that it returns or throws.
    Set<Integer> after(int i) {
        return liveAfter(i).stream().boxed().collect(Collectors.toSet());
    }

    private BitSet liveBefore(int i) {
        BitSet live = liveAfter(i);
        switch (flow.instruction(i)) {
            case StoreInstruction store -> live.clear(store.slot()); // which cannot throw
            case LoadInstruction load -> live.set(load.slot());
            case IncrementInstruction increment -> live.set(increment.slot());
            default -> {}
        }
        return live;
    }

    private BitSet liveAfter(int i) {
        BitSet live = liveInHandlers(i);
        for (int next : flow.successors(i)) {
            if (next < before.length) {
                live.or(before[next]);
            }
        }
        return live;
    }

    private BitSet liveInHandlers(int i) {
        BitSet live = new BitSet();
        for (FlowGraph.Handler handler : flow.handlers()) {
            if (handler.start() <= i && i < handler.end()) {
                live.or(before[handler.target()]);
            }
        }
        return live;
    }
}
