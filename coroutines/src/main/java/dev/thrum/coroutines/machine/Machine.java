// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines.machine;

import java.lang.classfile.Attributes;
import java.lang.constant.ClassDesc;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// A body compiled, loaded and linked: what makes its machines.
final class Machine {

    private static final AtomicInteger COUNT = new AtomicInteger();

    /// Makes a machine of a body: `(Object body)Object`.
    private final MethodHandle create;

    /// What a stack trace shows of a body that stands at a call, from 0, while somebody else runs.
    private final List<StackTraceElement> places;

    private Machine(MethodHandle create, List<StackTraceElement> places) {
        this.create = create;
        this.places = places;
    }

    /// What a stack trace shows of a body that stands at a call, counted from 1.
    StackTraceElement place(int number) {
        return places.get(number - 1);
    }

    /// Makes the machine of a body, which has not begun.
    Object of(Object body) {
        try {
            return (Object) create.invokeExact(body);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError("A constructor that declares nothing", e);
        }
    }

    /// Compiles a body.
    ///
    /// @param type the class of the bodies
    static Machine compile(Class<?> type, BodyCode body) throws Rejection {
        try {
            Class<?> owner = body.owner();
            Machine.class.getModule().addReads(owner.getModule());
            MethodHandles.Lookup users = MethodHandles.privateLookupIn(owner, MethodHandles.lookup());
            Linkage linkage = new Linkage(owner);
            ClassDesc name = ClassDesc.of(owner.getName() + "$Machine$" + COUNT.incrementAndGet());
            Analysis analysis = Analysis.of(body);
            byte[] bytes = MachineWriter.write(body, analysis, linkage, name);
            Class<?> machine = users.defineClass(bytes);
            MethodHandles.Lookup inside = MethodHandles.privateLookupIn(machine, MethodHandles.lookup());
            inside.findStaticSetter(machine, MachineWriter.LINKER, MethodHandle.class).invokeExact(linkage.linker());
            return new Machine(creation(type, owner, machine, inside), places(body, analysis, machine));
        } catch (IllegalAccessException e) {
            throw new Rejection("its package is not open to " + Machine.class.getModule().getName(), e);
        } catch (Rejection | VirtualMachineError e) {
            throw e;
        } catch (Throwable e) { // a class that cannot be loaded: no harm done
            throw new Rejection("its machine cannot be loaded", e);
        }
    }

    private static List<StackTraceElement> places(BodyCode body, Analysis analysis, Class<?> machine) {
        String file = body.file().findAttribute(Attributes.sourceFile())
                .map(source -> source.sourceFile().stringValue()).orElse(null);
        return analysis.suspensions().values().stream()
                .map(each -> new StackTraceElement(machine.getName(), body.name(), file, each.line()))
                .toList();
    }

    private static MethodHandle creation(Class<?> type, Class<?> owner, Class<?> machine, MethodHandles.Lookup inside)
            throws Rejection, ReflectiveOperationException {
        Class<?>[] parameters = machine.getDeclaredConstructors()[0].getParameterTypes();
        MethodHandle constructor = inside.findConstructor(machine, MethodType.methodType(void.class, parameters));
        if (type == owner) { // an object whose method it is
            return constructor.asType(MethodType.methodType(Object.class, Object.class));
        }
        List<Field> fields = List.of(type.getDeclaredFields());
        if (fields.size() != parameters.length) {
            throw new Rejection("its class is not like those of lambdas");
        }
        MethodHandles.Lookup lambda = MethodHandles.privateLookupIn(type, MethodHandles.lookup());
        List<MethodHandle> getters = new ArrayList<>();
        for (int i = 0; i < parameters.length; i++) {
            getters.add(lambda.findGetter(type, "arg$" + (i + 1), parameters[i])
                    .asType(MethodType.methodType(parameters[i], Object.class)));
        }
        MethodHandle create = MethodHandles.filterArguments(constructor, 0, getters.toArray(MethodHandle[]::new));
        return MethodHandles.permuteArguments(create.asType(create.type().changeReturnType(Object.class)),
                MethodType.methodType(Object.class, Object.class), new int[parameters.length]);
    }
}
