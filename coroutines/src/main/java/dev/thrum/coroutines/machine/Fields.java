// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines.machine;

import java.lang.classfile.ClassBuilder;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.util.LinkedHashMap;
import java.util.Map;

/// Where a machine keeps what its body had in local variables and on the operand stack.
final class Fields {

    /// One of them.
    record Field(String name, TypeKind kind) {
        ClassDesc type() {
            return kind == TypeKind.REFERENCE ? ConstantDescs.CD_Object : kind.upperBound();
        }
    }

    private final ClassDesc machine;
    private final String state;
    private final Map<String, Field> fields = new LinkedHashMap<>();

    Fields(ClassDesc machine, String state) {
        this.machine = machine;
        this.state = state;
    }

    /// Where a local variable is kept while it is of a kind.
    Field local(int slot, TypeKind kind) {
        return field("local" + slot, kind);
    }

    /// Where an operand is kept.
    Field operand(int depth, TypeKind kind) {
        return field("operand" + depth, kind);
    }

    private Field field(String place, TypeKind kind) {
        return fields.computeIfAbsent(place + kind.upperBound().descriptorString().charAt(0),
                name -> new Field(name, kind));
    }

    void declare(ClassBuilder type) {
        type.withField(state, ConstantDescs.CD_int, 0);
        for (Field field : fields.values()) {
            type.withField(field.name(), field.type(), 0);
        }
    }

    /// Stores a value: ..., machine, value -> ...
    void put(CodeBuilder code, Field field) {
        code.putfield(machine, field.name(), field.type());
    }

    /// Loads a value: ... -> ..., value
    void get(CodeBuilder code, Field field) {
        code.aload(StateMachine.MACHINE).getfield(machine, field.name(), field.type());
    }

    /// Notes where the body stands.
    void putState(CodeBuilder code, int number) {
        code.aload(StateMachine.MACHINE).loadConstant(number).putfield(machine, state, ConstantDescs.CD_int);
    }

    /// Loads where the body stands.
    void getState(CodeBuilder code) {
        code.aload(StateMachine.MACHINE).getfield(machine, state, ConstantDescs.CD_int);
    }
}
