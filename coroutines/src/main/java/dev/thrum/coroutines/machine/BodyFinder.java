// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines.machine;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.Instruction;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LabelTarget;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDesc;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.MethodHandleDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.AccessFlag;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Finds the method that a body is written as.
final class BodyFinder {

    // A lambda's class does not tell what it calls. (It would if it were serializable, but then every body were: javac
    // would warn of what bodies capture, and each class with a body in it would accept streams that create one.) But a
    // body is nearly always written where it is used: then the instruction before the call that creates the generator is
    // the one that creates the lambda, and names its method. Each place of the latter kind has a lambda class of its own,
    // so it is enough to look when the class is first seen.

    private static final ClassDesc METAFACTORY = ClassDesc.of("java.lang.invoke.LambdaMetafactory");

    private BodyFinder() {}

    /// Finds the method of a lambda that was created where a generator was.
    ///
    /// @param lambda its class
    /// @param caller who has created the generator
    static BodyCode ofLambda(Class<?> lambda, StackWalker.@Nullable StackFrame caller) throws Rejection {
        if (caller == null) {
            throw new Rejection("its generator was created by nobody");
        }
        ClassModel file = ClassFiles.of(caller.getDeclaringClass());
        MethodModel creator = ClassFiles.method(file, caller.getMethodName(),
                MethodTypeDesc.ofDescriptor(caller.getDescriptor()));
        CodeModel code = creator.code().orElseThrow(() -> new Rejection("its generator was created by native code"));
        if (before(code, caller.getByteCodeIndex()) instanceof InvokeDynamicInstruction creation) {
            Optional<DirectMethodHandleDesc> found = lambdaMethod(creation.bootstrapMethod(), creation.bootstrapArgs());
            if (found.isPresent()) {
                return ofLambda(lambda, caller.getDeclaringClass(), file, found.get());
            }
        }
        throw new Rejection("it is a lambda that is not written in the call that makes it a generator or coroutine");
    }

    /// The instruction before a call, if nothing else leads to the call.
    private static @Nullable Instruction before(CodeModel code, int index) {
        Instruction before = null;
        int at = 0;
        for (CodeElement element : code) {
            if (element instanceof LabelTarget) {
                before = null; // one may come from elsewhere, with another lambda
            } else if (element instanceof Instruction instruction) {
                if (at == index) {
                    return instruction instanceof InvokeInstruction ? before : null;
                }
                before = instruction;
                at += instruction.sizeInBytes();
            }
        }
        return null;
    }

    /// The method that a lambda calls, if javac has made it.
    static Optional<DirectMethodHandleDesc> lambdaMethod(MethodHandleDesc bootstrap, List<ConstantDesc> arguments) {
        return bootstrap instanceof DirectMethodHandleDesc factory && factory.owner().equals(METAFACTORY)
                && arguments.get(1) instanceof DirectMethodHandleDesc method
                ? Optional.of(method) : Optional.empty();
    }

    /// Finds the method of a lambda.
    static BodyCode ofLambda(Class<?> lambda, Class<?> owner, ClassModel file, DirectMethodHandleDesc handle)
            throws Rejection {
        if (!handle.owner().equals(file.thisClass().asSymbol())) {
            throw new Rejection("it is a reference to a method of another class");
        }
        boolean isStatic = handle.kind() == DirectMethodHandleDesc.Kind.STATIC;
        String descriptor = handle.lookupDescriptor();
        MethodTypeDesc type = MethodTypeDesc.ofDescriptor(descriptor);
        MethodModel method = ClassFiles.method(file, handle.methodName(), type);
        if (isStatic != method.flags().has(AccessFlag.STATIC) || handle.isOwnerInterface()) {
            throw new Rejection("it is a kind of method reference that is not known");
        }
        if (!isStatic && !method.flags().has(AccessFlag.PRIVATE) && !method.flags().has(AccessFlag.FINAL)
                && !file.flags().has(AccessFlag.FINAL)) {
            throw new Rejection("it is a reference to a method that may be overridden");
        }
        List<ClassDesc> captured = new ArrayList<>();
        if (!isStatic) {
            captured.add(file.thisClass().asSymbol());
        }
        captured.addAll(type.parameterList().subList(0, Math.max(0, type.parameterCount() - 1)));
        return code(owner, file, method, captured, BodyKind.of(lambda));
    }

    /// Finds the method of a body that is an object of a class with a name, or of an anonymous one.
    static BodyCode ofClass(Class<?> type) throws Rejection {
        BodyKind kind = BodyKind.of(type);
        ClassModel file = ClassFiles.of(type);
        for (MethodModel method : file.methods()) {
            MethodTypeDesc found = method.methodTypeSymbol();
            if (method.methodName().equalsString("run") && !method.flags().has(AccessFlag.BRIDGE)
                    && found.parameterList().equals(List.of(kind.yielder)) && kind.isResult(found.returnType())) {
                return code(type, file, method, List.of(file.thisClass().asSymbol()), kind);
            }
        }
        throw new Rejection("its class inherits its method");
    }

    private static BodyCode code(Class<?> owner, ClassModel file, MethodModel method, List<ClassDesc> captured,
            BodyKind kind) throws Rejection {
        MethodTypeDesc type = method.methodTypeSymbol();
        int last = type.parameterCount() - 1;
        if (last < 0 || !type.parameterType(last).equals(kind.yielder) || !kind.isResult(type.returnType())) {
            throw new Rejection("its method is called in a way that is not known");
        }
        if (method.flags().has(AccessFlag.SYNCHRONIZED)) {
            throw new Rejection("it holds a monitor, which belongs to a thread");
        }
        if (file.majorVersion() < ClassFile.JAVA_7_VERSION) {
            throw new Rejection("it is older than Java 7");
        }
        CodeModel code = method.code().orElseThrow(() -> new Rejection("it is not written in bytecode"));
        return new BodyCode(owner, file, method, code, captured, kind);
    }
}
