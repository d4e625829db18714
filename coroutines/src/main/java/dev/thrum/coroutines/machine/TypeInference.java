// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines.machine;

import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.Instruction;
import java.lang.classfile.Label;
import java.lang.classfile.PseudoInstruction;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.classfile.attribute.StackMapFrameInfo;
import java.lang.classfile.attribute.StackMapFrameInfo.ObjectVerificationTypeInfo;
import java.lang.classfile.attribute.StackMapFrameInfo.VerificationTypeInfo;
import java.lang.classfile.instruction.ExceptionCatch;
import java.lang.classfile.instruction.LabelTarget;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The types of all local variables and operands before each instruction of a body.
final class TypeInference {

    // The JDK infers them when it writes a class file, but writes them down only where control can come from elsewhere.
    // So a copy of the body is written in which a branch to the very next instruction stands before each of its own:
    //
    //      iconst_0
    //      ifne L
    //   L: (here the types are written down)
    //      the instruction
    //
    // It is never loaded. In it the yielder is of a type that nothing else is of.

    private static final int MARKED = 3;
    private static final ClassDesc YIELDER = ClassDesc.of("the.Yielder");
    private static final ClassDesc COPY = ClassDesc.of("the.Copy");

    private TypeInference() {}

    static boolean isYielder(VerificationTypeInfo type) {
        return type instanceof ObjectVerificationTypeInfo object && object.classSymbol().equals(YIELDER);
    }

    /// How the hierarchy of the classes is known that a body mentions.
    static ClassFile writer(BodyCode body) {
        ClassLoader loader = body.owner().getClassLoader();
        ClassHierarchyResolver ofUser = loader == null ? ClassHierarchyResolver.defaultResolver()
                : ClassHierarchyResolver.ofResourceParsing(loader).orElse(ClassHierarchyResolver.ofClassLoading(loader));
        return ClassFile.of(ClassFile.DeadCodeOption.KEEP_DEAD_CODE, ClassFile.ShortJumpsOption.FAIL_ON_SHORT_JUMPS,
                ClassFile.ClassHierarchyResolverOption.of(ClassHierarchyResolver.of(
                        List.of(), Map.of(YIELDER, ConstantDescs.CD_Object, COPY, ConstantDescs.CD_Object)).orElse(ofUser)));
    }

    /// Infers the types.
    ///
    /// @param count how many instructions there are
    static List<TypeState> infer(BodyCode body, int count) throws Rejection {
        CodeModel copy;
        try {
            ClassFile writer = writer(body);
            byte[] bytes = writer.build(COPY, model -> model
                    .withVersion(body.file().majorVersion(), body.file().minorVersion())
                    .withMethodBody("body", body.typeWith(YIELDER), ClassFile.ACC_STATIC, code -> mark(body.code(), code)));
            copy = writer.parse(bytes).methods().getFirst().code().orElseThrow();
        } catch (IllegalArgumentException | LinkageError e) {
            throw new Rejection("its types cannot be inferred", e);
        }
        List<TypeState> states = read(copy);
        if (states.size() != count) {
            throw new Rejection("its types cannot be inferred: some code is never reached");
        }
        return states;
    }

    private static void mark(CodeModel body, CodeBuilder copy) {
        for (CodeElement element : body) {
            switch (element) {
                case Instruction _ -> {
                    Label here = copy.newLabel();
                    copy.iconst_0().ifne(here).labelBinding(here).with(element);
                }
                case PseudoInstruction pseudo when isNeeded(pseudo) -> copy.with(pseudo);
                default -> {}
            }
        }
    }

    private static boolean isNeeded(PseudoInstruction pseudo) {
        return pseudo instanceof LabelTarget || pseudo instanceof ExceptionCatch;
    }

    private static List<TypeState> read(CodeModel copy) {
        Map<Label, StackMapFrameInfo> frames = new HashMap<>();
        copy.elementStream().forEach(_ -> {}); // makes the labels
        ((CodeAttribute) copy).findAttribute(Attributes.stackMapTable())
                .ifPresent(table -> table.entries().forEach(frame -> frames.put(frame.target(), frame)));
        List<TypeState> states = new ArrayList<>();
        @Nullable StackMapFrameInfo here = null;
        int index = 0;
        for (CodeElement element : copy) {
            if (element instanceof LabelTarget target) {
                here = frames.getOrDefault(target.label(), here);
            } else if (element instanceof Instruction) {
                if (index % MARKED == MARKED - 1 && here != null) {
                    states.add(TypeState.of(here));
                }
                here = null;
                index++;
            }
        }
        return states;
    }
}
