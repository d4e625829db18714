// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines.machine;

import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.DirectMethodHandleDesc.Kind;
import java.lang.constant.DynamicCallSiteDesc;
import java.lang.constant.MethodHandleDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.CallSite;
import java.lang.invoke.ConstantCallSite;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What of a body only its own class may do, and how a machine does it nevertheless.
///
/// A machine is a class of its own, beside the user's, and not in its nest. Where the body touches something private, or
/// creates a lambda, the machine has a dynamic call site, which is linked on behalf of the user's class when it is first
/// executed. From then on it costs what a direct call does.
final class Linkage {

    /// The type of the machine's method that links its call sites.
    static final MethodTypeDesc LINK = MethodTypeDesc.of(ConstantDescs.CD_CallSite, ConstantDescs.CD_MethodHandles_Lookup,
            ConstantDescs.CD_String, ConstantDescs.CD_MethodType, ConstantDescs.CD_int);

    private static final MethodHandle LINKER;
    private static final MethodHandle CREATED;

    static {
        MethodHandles.Lookup lookup = MethodHandles.lookup();
        try {
            CREATED = lookup.findStatic(BodySite.class, "created", MethodType.methodType(Object.class,
                    Class.class, DirectMethodHandleDesc.class, Object.class));
            LINKER = lookup.findVirtual(Linkage.class, "link", MethodType.methodType(CallSite.class,
                    MethodHandles.Lookup.class, String.class, MethodType.class, int.class));
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Class<?> owner;

    /// By number: the member that is called or used, or the user's own dynamic call.
    private final List<Object> sites = new ArrayList<>();

    Linkage(Class<?> owner) {
        this.owner = owner;
    }

    /// Does what the linking method of the machine is to do.
    MethodHandle linker() {
        return LINKER.bindTo(this);
    }

    /// A call of a method: what to do instead, if the machine cannot do the same.
    Optional<DynamicCallSiteDesc> of(InvokeInstruction call, DirectMethodHandleDesc link) throws Rejection {
        ClassDesc callee = call.owner().asSymbol();
        String name = call.name().stringValue();
        MethodTypeDesc type = call.typeSymbol();
        if (name.equals("<init>")) {
            if (Access.isConstructorRestricted(callee, type.descriptorString(), owner)) {
                throw new Rejection("it calls a constructor of " + callee.displayName() + " that is not open to its package");
            }
            return Optional.empty();
        }
        boolean isSpecial = call.opcode() == Opcode.INVOKESPECIAL;
        if (!isSpecial && !Access.isMethodRestricted(callee, name, type.descriptorString(), owner)) {
            return Optional.empty();
        }
        Kind kind = switch (call.opcode()) {
            case INVOKESTATIC -> call.isInterface() ? Kind.INTERFACE_STATIC : Kind.STATIC;
            case INVOKESPECIAL -> call.isInterface() ? Kind.INTERFACE_SPECIAL : Kind.SPECIAL;
            case INVOKEINTERFACE -> Kind.INTERFACE_VIRTUAL;
            default -> Kind.VIRTUAL;
        };
        MethodTypeDesc linked = call.opcode() == Opcode.INVOKESTATIC ? type
                : type.insertParameterTypes(0, isSpecial ? owner.describeConstable().orElseThrow() : callee);
        return Optional.of(site(MethodHandleDesc.ofMethod(kind, callee, name, type), linked, name, link));
    }

    /// A use of a field, likewise.
    Optional<DynamicCallSiteDesc> of(FieldInstruction use, DirectMethodHandleDesc link) throws Rejection {
        ClassDesc holder = use.owner().asSymbol();
        String name = use.name().stringValue();
        ClassDesc type = use.typeSymbol();
        if (!Access.isFieldRestricted(holder, name, type.descriptorString(), owner)) {
            return Optional.empty();
        }
        Kind kind = switch (use.opcode()) {
            case GETSTATIC -> Kind.STATIC_GETTER;
            case PUTSTATIC -> Kind.STATIC_SETTER;
            case GETFIELD -> Kind.GETTER;
            default -> Kind.SETTER;
        };
        MethodTypeDesc linked = switch (kind) {
            case STATIC_GETTER -> MethodTypeDesc.of(type);
            case STATIC_SETTER -> MethodTypeDesc.of(ConstantDescs.CD_void, type);
            case GETTER -> MethodTypeDesc.of(type, holder);
            default -> MethodTypeDesc.of(ConstantDescs.CD_void, holder, type);
        };
        return Optional.of(site(MethodHandleDesc.ofField(kind, holder, name, type), linked, name, link));
    }

    /// A dynamic call of the user's own: the same, linked on behalf of the user's class.
    DynamicCallSiteDesc of(InvokeDynamicInstruction call, DirectMethodHandleDesc link) {
        String name = call.name().stringValue();
        DynamicCallSiteDesc users = DynamicCallSiteDesc.of(call.bootstrapMethod(), name, call.typeSymbol(),
                call.bootstrapArgs().toArray(ConstantDesc[]::new));
        sites.add(users);
        return DynamicCallSiteDesc.of(link, name, call.typeSymbol(), sites.size() - 1);
    }

    private DynamicCallSiteDesc site(DirectMethodHandleDesc target, MethodTypeDesc type, String name,
            DirectMethodHandleDesc link) {
        sites.add(target);
        return DynamicCallSiteDesc.of(link, name, type, sites.size() - 1);
    }

    /// Links a call site of a machine, which has called; that is what gives the lookup its rights.
    @SuppressWarnings("unused") // through LINKER
    private CallSite link(MethodHandles.Lookup machine, String name, MethodType type, int number) throws Throwable {
        MethodHandles.Lookup users = MethodHandles.privateLookupIn(owner, machine);
        if (sites.get(number) instanceof DirectMethodHandleDesc target) {
            return new ConstantCallSite(target.resolveConstantDesc(users).asType(type));
        }
        DynamicCallSiteDesc call = (DynamicCallSiteDesc) sites.get(number);
        List<Object> arguments = new ArrayList<>(List.of(users, name, type));
        for (ConstantDesc argument : call.bootstrapArgs()) {
            arguments.add(argument.resolveConstantDesc(users));
        }
        MethodHandle bootstrap = call.bootstrapMethod().resolveConstantDesc(users);
        CallSite site = (CallSite) bootstrap.invokeWithArguments(arguments);
        Optional<DirectMethodHandleDesc> method =
                BodyFinder.lambdaMethod(call.bootstrapMethod(), List.of(call.bootstrapArgs()));
        return method.isPresent() && BodyKind.isBody(type.returnType()) ? noting(method.get(), site) : site;
    }

    /// A body is created: what cannot be found out about it later is noted now.
    private CallSite noting(DirectMethodHandleDesc method, CallSite site) {
        Class<?> body = site.type().returnType();
        MethodHandle note = MethodHandles.insertArguments(CREATED, 0, owner, method)
                .asType(MethodType.methodType(body, body));
        return new ConstantCallSite(MethodHandles.filterReturnValue(site.getTarget(), note));
    }
}
