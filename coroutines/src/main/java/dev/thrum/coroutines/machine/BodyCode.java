// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines.machine;

import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.List;

/// The method that a body is written as, in the class file.
///
/// @param owner the class it is written in
/// @param file that class's file
/// @param method the method
/// @param code its code
/// @param captured the types of what it is called with before the yielder: the receiver, and what a lambda has captured
/// @param kind whether it is a generator's or a coroutine's
record BodyCode(Class<?> owner, ClassModel file, MethodModel method, CodeModel code, List<ClassDesc> captured,
        BodyKind kind) {

    String name() {
        return method.methodName().stringValue();
    }

    /// What it returns.
    ClassDesc returned() {
        return method.methodTypeSymbol().returnType();
    }

    /// The local variable that the yielder arrives in, the last parameter.
    int yielderSlot() {
        return captured.stream().mapToInt(type -> TypeKind.from(type).slotSize()).sum();
    }

    /// Its type if all that it is called with were parameters.
    MethodTypeDesc typeWith(ClassDesc yielder) {
        return MethodTypeDesc.of(returned(), captured).insertParameterTypes(captured.size(), yielder);
    }
}
