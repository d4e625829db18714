// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines.machine;

import java.lang.classfile.Attributes;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.lang.classfile.attribute.SourceFileAttribute;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.MethodHandleDesc;
import java.lang.constant.MethodTypeDesc;

/// Writes the class of a machine.
///
/// ```java
/// final class Users$Machine implements GeneratorBody, IntSupplier {
///     int state;                         // 0, or the number of the call at which the body stands
///     Object l0, l1; int i2; ...         // local variables and operands, while it stands
///     Users$Machine(captured...)         // fills the fields of the parameters
///     void run(Yielder out)              // calls the next
///     void lambda$users$0(Yielder out)   // the body, see StateMachine
///     int getAsInt()                     // answers `state`
///     static MethodHandle linker;        // and what it takes to link: see Linkage
///     static CallSite link(...)
/// }
/// ```
final class MachineWriter {

    static final String LINKER = "linker";
    private static final String LINK = "link";
    private static final String STATE = "state";
    private static final ClassDesc INT_SUPPLIER = ClassDesc.of("java.util.function.IntSupplier");

    private final BodyCode body;
    private final Analysis analysis;
    private final Linkage linkage;
    private final ClassDesc machine;
    private final Fields fields;

    private MachineWriter(BodyCode body, Analysis analysis, Linkage linkage, ClassDesc machine) {
        this.body = body;
        this.analysis = analysis;
        this.linkage = linkage;
        this.machine = machine;
        this.fields = new Fields(machine, STATE);
    }

    /// Writes a class.
    ///
    /// @param name what it is to be called
    static byte[] write(BodyCode body, Analysis analysis, Linkage linkage, ClassDesc name) throws Rejection {
        try {
            return new MachineWriter(body, analysis, linkage, name).write();
        } catch (Escape e) {
            throw e.rejection;
        } catch (IllegalArgumentException | LinkageError e) {
            throw new Rejection("it cannot be written down", e);
        }
    }

    /// Carries a rejection through the handlers of the class-file API.
    static final class Escape extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final transient Rejection rejection;

        Escape(Rejection rejection) {
            super(null, null, false, false);
            this.rejection = rejection;
        }
    }

    private byte[] write() {
        return TypeInference.writer(body).build(machine, type -> {
            type.withVersion(body.file().majorVersion(), body.file().minorVersion())
                    .withFlags(ClassFile.ACC_FINAL | ClassFile.ACC_SUPER | ClassFile.ACC_SYNTHETIC)
                    .withInterfaceSymbols(body.kind().body, INT_SUPPLIER);
            body.file().findAttribute(Attributes.sourceFile()).ifPresent(file ->
                    type.with(SourceFileAttribute.of(file.sourceFile().stringValue())));
            writeConstructor(type);
            writeBody(type);
            writeRun(type);
            writePlace(type);
            writeLink(type);
            fields.declare(type);
        });
    }

    private void writeConstructor(ClassBuilder type) {
        MethodTypeDesc parameters = MethodTypeDesc.of(ConstantDescs.CD_void, body.captured());
        type.withMethodBody(ConstantDescs.INIT_NAME, parameters, 0, code -> {
            code.aload(0).invokespecial(ConstantDescs.CD_Object, ConstantDescs.INIT_NAME, ConstantDescs.MTD_void);
            int slot = 0;
            for (ClassDesc captured : body.captured()) {
                TypeKind kind = TypeKind.from(captured).asLoadable();
                code.aload(0).loadLocal(kind, slot + 1);
                fields.put(code, fields.local(slot, kind));
                slot += kind.slotSize();
            }
            code.return_();
        });
    }

    private MethodTypeDesc bodyType() {
        return MethodTypeDesc.of(body.returned(), body.kind().yielder);
    }

    /// What the body's method is called; a body that has the name of the interface's method needs another one.
    private String bodyName() {
        return body.name().equals("run") ? "body" : body.name();
    }

    private void writeBody(ClassBuilder type) {
        DirectMethodHandleDesc link = MethodHandleDesc.ofMethod(DirectMethodHandleDesc.Kind.STATIC, machine, LINK,
                Linkage.LINK);
        type.withMethodBody(bodyName(), bodyType(), ClassFile.ACC_PRIVATE, code ->
                new StateMachine(body, analysis, linkage, fields, link).write(code));
    }

    private void writeRun(ClassBuilder type) {
        type.withMethodBody("run", body.kind().type, ClassFile.ACC_PUBLIC, code -> code
                .aload(0)
                .aload(1)
                .invokevirtual(machine, bodyName(), bodyType())
                .return_(TypeKind.from(body.kind().type.returnType())));
    }

    private void writePlace(ClassBuilder type) {
        type.withMethodBody("getAsInt", MethodTypeDesc.of(ConstantDescs.CD_int), ClassFile.ACC_PUBLIC, code -> code
                .aload(0)
                .getfield(machine, STATE, ConstantDescs.CD_int)
                .ireturn());
    }

    private void writeLink(ClassBuilder type) {
        type.withField(LINKER, ConstantDescs.CD_MethodHandle, ClassFile.ACC_STATIC | ClassFile.ACC_PRIVATE);
        type.withMethodBody(LINK, Linkage.LINK, ClassFile.ACC_STATIC | ClassFile.ACC_PRIVATE, code -> {
            code.getstatic(machine, LINKER, ConstantDescs.CD_MethodHandle);
            loadParameters(code);
            code.invokevirtual(ConstantDescs.CD_MethodHandle, "invokeExact", Linkage.LINK).areturn();
        });
    }

    private static void loadParameters(CodeBuilder code) {
        for (int i = 0; i < Linkage.LINK.parameterCount(); i++) {
            code.loadLocal(TypeKind.from(Linkage.LINK.parameterType(i)), i);
        }
    }
}
