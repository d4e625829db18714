// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines.machine;

import java.lang.classfile.Instruction;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.classfile.attribute.StackMapFrameInfo.ObjectVerificationTypeInfo;
import java.lang.classfile.attribute.StackMapFrameInfo.SimpleVerificationTypeInfo;
import java.lang.classfile.attribute.StackMapFrameInfo.VerificationTypeInfo;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.MonitorInstruction;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Where a body can be suspended, and what has to be kept there.
///
/// A body passes if its yielder is used for nothing but to call its methods. So whatever yields is written in the body's
/// own method, which can be left and entered again; a yield in a method or lambda called by it could not. It follows that
/// nobody else yields for this body, that it does so on the thread on which it runs, and that no callback is around a yield
/// (so no scoped value is bound there, and no cancel scope entered).
final class Analysis {

    // The types come from JDK's own inference (see TypeInference), for which the yielder is of a type of its own. So
    // where that type is found, and after which instruction it is no longer found, tells what the yielder is used for.

    /// A call at which the body can be suspended.
    ///
    /// @param number counted from 1
    /// @param line the line of the source
    /// @param locals what has to be kept of the local variables
    /// @param stack what lies under the yielder and the argument on the operand stack
    record Suspension(int number, int line, Map<Integer, VerificationTypeInfo> locals,
            List<VerificationTypeInfo> stack) {}

    private final BodyCode body;
    private final FlowGraph flow;
    private final List<TypeState> states;
    private final Map<Integer, Suspension> suspensions = new LinkedHashMap<>();

    private Analysis(BodyCode body) throws Rejection {
        this.body = body;
        flow = FlowGraph.of(body.code());
        for (Instruction instruction : flow.instructions()) {
            Surroundings.check(instruction);
        }
        states = TypeInference.infer(body, flow.instructions().size());
    }

    /// Looks a body through.
    ///
    /// @throws Rejection if it cannot be left and entered again, or if that is not sure
    static Analysis of(BodyCode body) throws Rejection {
        Analysis analysis = new Analysis(body);
        for (int i = 0; i < analysis.flow.instructions().size(); i++) {
            analysis.checkYielder(i);
        }
        Liveness liveness = new Liveness(analysis.flow);
        for (int i = 0; i < analysis.flow.instructions().size(); i++) {
            if (analysis.isSuspension(i)) {
                analysis.suspend(i, liveness.after(i));
            }
        }
        return analysis;
    }

    /// The calls at which the body can be suspended, by the index of the instruction.
    Map<Integer, Suspension> suspensions() {
        return suspensions;
    }

    // ------------------------------------------------------------------------------------------------------ the yielder

    private void checkYielder(int i) throws Rejection {
        TypeState before = states.get(i);
        VerificationTypeInfo own = before.locals().get(body.yielderSlot());
        if (own == null || !TypeInference.isYielder(own)) {
            throw new Rejection("it puts something else into the variable of its yielder");
        }
        Set<Integer> lost = new HashSet<>(yielders(before));
        if (flow.successors(i).isEmpty()) {
            lost.retainAll(Set.of(before.stack().size() - 1)); // what is thrown or returned; the rest is dropped
        } else {
            Set<Integer> kept = new HashSet<>(lost);
            for (int next : flow.successors(i)) {
                kept.retainAll(yielders(states.get(next)));
            }
            lost.removeAll(kept);
        }
        if (isSuspension(i)) {
            lost.remove(before.stack().size() - 2);
        }
        if (!lost.isEmpty()) {
            throw new Rejection("it uses its yielder for something else than to call it: passes it on, say, puts it into "
                    + "another variable, or captures it in a lambda");
        }
    }

    private static Set<Integer> yielders(TypeState state) {
        Set<Integer> found = new HashSet<>();
        for (int i = 0; i < state.stack().size(); i++) {
            if (TypeInference.isYielder(state.stack().get(i))) {
                found.add(i);
            }
        }
        return found;
    }

    /// Whether an instruction calls the body's own yielder.
    private boolean isSuspension(int i) {
        if (flow.instruction(i) instanceof InvokeInstruction call && call.opcode() == Opcode.INVOKEINTERFACE
                && call.owner().asSymbol().equals(body.kind().yielder) && call.typeSymbol().parameterCount() == 1) {
            List<VerificationTypeInfo> stack = states.get(i).stack();
            return TypeInference.isYielder(stack.get(stack.size() - 2));
        }
        return false;
    }

    // ----------------------------------------------------------------------------------------------------- suspensions

    private void suspend(int i, Set<Integer> live) throws Rejection {
        TypeState state = states.get(i);
        Map<Integer, VerificationTypeInfo> locals = new LinkedHashMap<>();
        for (Map.Entry<Integer, VerificationTypeInfo> local : state.locals().entrySet()) {
            if (local.getKey() != body.yielderSlot() && live.contains(local.getKey())) {
                locals.put(local.getKey(), storable(local.getValue()));
            }
        }
        List<VerificationTypeInfo> stack = state.stack().subList(0, state.stack().size() - 2);
        for (VerificationTypeInfo type : stack) {
            storable(type);
        }
        suspensions.put(i, new Suspension(suspensions.size() + 1, flow.lines().get(i), locals, stack));
    }

    private VerificationTypeInfo storable(VerificationTypeInfo type) throws Rejection {
        boolean isStorable = switch (type) {
            case ObjectVerificationTypeInfo object -> TypeInference.isYielder(object)
                    || Access.isAccessible(object.classSymbol(), body.owner());
            case SimpleVerificationTypeInfo simple -> simple != SimpleVerificationTypeInfo.UNINITIALIZED_THIS;
            default -> false;
        };
        if (!isStorable) {
            throw new Rejection("it yields in the middle of an expression of which a part cannot be put aside: between a "
                    + "`new` and its constructor, say");
        }
        return type;
    }

    /// How a value is loaded and stored.
    static TypeKind kind(VerificationTypeInfo type) {
        return switch (type) {
            case SimpleVerificationTypeInfo.INTEGER -> TypeKind.INT;
            case SimpleVerificationTypeInfo.LONG -> TypeKind.LONG;
            case SimpleVerificationTypeInfo.FLOAT -> TypeKind.FLOAT;
            case SimpleVerificationTypeInfo.DOUBLE -> TypeKind.DOUBLE;
            default -> TypeKind.REFERENCE;
        };
    }

    /// What the body may not do at all, wherever it yields, for its thread is not its own.
    private static final class Surroundings {

        private Surroundings() {}

        private static void check(Instruction instruction) throws Rejection {
            switch (instruction) {
                case MonitorInstruction _ -> throw new Rejection("it holds a monitor, which belongs to a thread");
                case InvokeInstruction call when ThreadBound.contains(call) -> throw new Rejection("it asks for what "
                        + "belongs to its thread: " + call.owner().asSymbol().displayName() + "." + call.name().stringValue());
                default -> {}
            }
        }
    }
}
