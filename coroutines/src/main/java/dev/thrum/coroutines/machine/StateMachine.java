// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines.machine;

import dev.thrum.coroutines.machine.Analysis.Suspension;
import dev.thrum.coroutines.machine.Fields.Field;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.Instruction;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.classfile.attribute.StackMapFrameInfo.ObjectVerificationTypeInfo;
import java.lang.classfile.attribute.StackMapFrameInfo.SimpleVerificationTypeInfo;
import java.lang.classfile.attribute.StackMapFrameInfo.VerificationTypeInfo;
import java.lang.classfile.instruction.ConstantInstruction.LoadConstantInstruction;
import java.lang.classfile.instruction.ExceptionCatch;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.IncrementInstruction;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LabelTarget;
import java.lang.classfile.instruction.LineNumber;
import java.lang.classfile.instruction.LoadInstruction;
import java.lang.classfile.instruction.LocalVariable;
import java.lang.classfile.instruction.StoreInstruction;
import java.lang.classfile.instruction.SwitchCase;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.DynamicCallSiteDesc;
import java.lang.constant.DynamicConstantDesc;
import java.lang.constant.MethodHandleDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Writes the method of a machine that is the body.
///
/// ```text
///    switch (state)                          state == 0: load the parameters, go on at `start`
///                                            state == k: load the local variables, go on at `resume k`
///    start:    ...the body's code...
///              state = k
///              out.yield(item)               <- may throw; the checks are the yielder's
///              keep operands and variables
///              return
///    resume k: load the operands
///              ((Supplier) out).get()        <- what the call returns, or throws
///              ...the body's code...
/// ```
///
/// The local variables are loaded before control enters any `try`, so that its handlers see the same variables as ever; the
/// call that may throw stands in the same `try` as the original one.
final class StateMachine {

    /// The local variables before those of the body.
    static final int MACHINE = 0;
    private static final int YIELDER = 1;
    private static final int SHIFT = 2;

    private static final ClassDesc SUPPLIER = ClassDesc.of("java.util.function.Supplier");

    private final BodyCode body;
    private final Analysis analysis;
    private final Linkage linkage;
    private final Fields fields;
    private final DirectMethodHandleDesc link;

    /// The parameters that are never assigned to: their fields need not be written again.
    private final Set<Integer> constants = new HashSet<>();

    StateMachine(BodyCode body, Analysis analysis, Linkage linkage, Fields fields, DirectMethodHandleDesc link) {
        this.body = body;
        this.analysis = analysis;
        this.linkage = linkage;
        this.fields = fields;
        this.link = link;
        for (int slot = 0; slot < body.yielderSlot(); slot++) {
            constants.add(slot);
        }
        for (CodeElement element : body.code()) {
            if (element instanceof StoreInstruction store) {
                constants.remove(store.slot());
            } else if (element instanceof IncrementInstruction increment) {
                constants.remove(increment.slot());
            }
        }
    }

    void write(CodeBuilder code) {
        List<Label> resumptions = new ArrayList<>();
        analysis.suspensions().values().forEach(_ -> resumptions.add(code.newLabel()));
        writeDispatch(code, resumptions);
        int index = 0;
        for (CodeElement element : body.code()) {
            if (element instanceof Instruction instruction) {
                Suspension suspension = analysis.suspensions().get(index);
                if (suspension != null) {
                    writeSuspension(code, (InvokeInstruction) instruction, suspension,
                            resumptions.get(suspension.number() - 1));
                } else {
                    writeInstruction(code, instruction);
                }
                index++;
            } else {
                writePseudo(code, element);
            }
        }
    }

    // -------------------------------------------------------------------------------------------------------- dispatch

    private void writeDispatch(CodeBuilder code, List<Label> resumptions) {
        Label begin = code.newLabel();
        List<SwitchCase> cases = new ArrayList<>();
        for (Suspension suspension : analysis.suspensions().values()) {
            cases.add(SwitchCase.of(suspension.number(), code.newLabel()));
        }
        if (!cases.isEmpty()) {
            fields.getState(code);
            code.tableswitch(begin, cases);
        }
        for (Suspension suspension : analysis.suspensions().values()) {
            int k = suspension.number() - 1;
            code.labelBinding(cases.get(k).target());
            suspension.locals().forEach((slot, type) -> {
                load(code, type, field(slot, type));
                code.storeLocal(Analysis.kind(type), slot + SHIFT);
            });
            code.goto_(resumptions.get(k));
        }
        code.labelBinding(begin);
        int slot = 0;
        for (ClassDesc type : body.captured()) {
            TypeKind kind = TypeKind.from(type).asLoadable();
            fields.get(code, fields.local(slot, kind));
            if (kind == TypeKind.REFERENCE) {
                code.checkcast(type);
            }
            code.storeLocal(kind, slot + SHIFT);
            slot += kind.slotSize();
        }
    }

    private Field field(int slot, VerificationTypeInfo type) {
        return fields.local(slot, Analysis.kind(type));
    }

    private void load(CodeBuilder code, VerificationTypeInfo type, Field field) {
        if (type == SimpleVerificationTypeInfo.NULL) {
            code.aconst_null();
        } else if (TypeInference.isYielder(type)) {
            code.aload(YIELDER);
        } else {
            fields.get(code, field);
            if (type instanceof ObjectVerificationTypeInfo object) {
                code.checkcast(object.classSymbol());
            }
        }
    }

    // ----------------------------------------------------------------------------------------------------- suspensions

    private void writeSuspension(CodeBuilder code, InvokeInstruction call, Suspension suspension, Label resumption) {
        fields.putState(code, suspension.number());
        code.invokeinterface(call.owner().asSymbol(), call.name().stringValue(), call.typeSymbol());
        boolean hasValue = !call.typeSymbol().returnType().equals(ConstantDescs.CD_void);
        if (hasValue) {
            code.pop();
        }
        keepOperands(code, suspension.stack());
        keepLocals(code, suspension.locals());
        if (body.returned().equals(ConstantDescs.CD_void)) {
            code.return_();
        } else {
            code.aconst_null().areturn();
        }
        code.labelBinding(resumption);
        for (int i = 0; i < suspension.stack().size(); i++) {
            VerificationTypeInfo type = suspension.stack().get(i);
            load(code, type, fields.operand(i, Analysis.kind(type)));
        }
        code.aload(YIELDER).checkcast(SUPPLIER)
                .invokeinterface(SUPPLIER, "get", MethodTypeDesc.of(ConstantDescs.CD_Object));
        if (!hasValue) {
            code.pop();
        }
    }

    private void keepOperands(CodeBuilder code, List<VerificationTypeInfo> stack) {
        for (int i = stack.size() - 1; i >= 0; i--) {
            VerificationTypeInfo type = stack.get(i);
            if (type == SimpleVerificationTypeInfo.NULL || TypeInference.isYielder(type)) {
                code.pop();
                continue;
            }
            code.aload(MACHINE);
            if (Analysis.kind(type).slotSize() == 2) {
                code.dup_x2().pop();
            } else {
                code.swap();
            }
            fields.put(code, fields.operand(i, Analysis.kind(type)));
        }
    }

    private void keepLocals(CodeBuilder code, Map<Integer, VerificationTypeInfo> locals) {
        Set<Field> unused = new HashSet<>();
        analysis.suspensions().values().forEach(each -> each.locals().forEach((slot, type) -> {
            if (!constants.contains(slot)) {
                unused.add(field(slot, type));
            }
        }));
        locals.forEach((slot, type) -> {
            unused.remove(field(slot, type));
            if (!constants.contains(slot) && type != SimpleVerificationTypeInfo.NULL) {
                code.aload(MACHINE).loadLocal(Analysis.kind(type), slot + SHIFT);
                fields.put(code, field(slot, type));
            }
        });
        for (Field field : unused) { // what they refer to is to be collected
            if (field.kind() == TypeKind.REFERENCE) {
                code.aload(MACHINE).aconst_null();
                fields.put(code, field);
            }
        }
    }

    // ------------------------------------------------------------------------------------------------------- the rest

    private void writeInstruction(CodeBuilder code, Instruction instruction) {
        try {
            switch (instruction) {
                case LoadInstruction load when load.slot() == body.yielderSlot() -> code.aload(YIELDER);
                case LoadInstruction load -> code.loadLocal(load.typeKind(), load.slot() + SHIFT);
                case StoreInstruction store -> code.storeLocal(store.typeKind(), store.slot() + SHIFT);
                case IncrementInstruction increment -> code.iinc(increment.slot() + SHIFT, increment.constant());
                case InvokeDynamicInstruction call -> code.invokedynamic(linkage.of(call, link));
                case InvokeInstruction call -> write(code, call, linkage.of(call, link));
                case FieldInstruction use -> write(code, use, linkage.of(use, link));
                case LoadConstantInstruction constant when constant.constantValue() instanceof DynamicConstantDesc<?>
                        || constant.constantValue() instanceof MethodHandleDesc ->
                    throw new Rejection("it loads a constant that is made at run time");
                default -> code.with(instruction);
            }
        } catch (Rejection rejection) {
            throw new MachineWriter.Escape(rejection);
        }
    }

    private static void write(CodeBuilder code, Instruction original, Optional<DynamicCallSiteDesc> linked) {
        if (linked.isPresent()) {
            code.invokedynamic(linked.get());
        } else {
            code.with(original);
        }
    }

    private void writePseudo(CodeBuilder code, CodeElement element) {
        switch (element) {
            case LabelTarget target -> code.with(target);
            case ExceptionCatch handler -> code.with(handler);
            case LineNumber line -> code.with(line);
            case LocalVariable variable when variable.slot() != body.yielderSlot()
                    && !variable.name().equalsString("this") -> code.localVariable(variable.slot() + SHIFT,
                            variable.name().stringValue(), variable.typeSymbol(), variable.startScope(), variable.endScope());
            default -> {}
        }
    }
}
