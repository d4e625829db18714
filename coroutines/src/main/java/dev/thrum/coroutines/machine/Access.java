// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines.machine;

import java.lang.constant.ClassDesc;
import java.lang.invoke.MethodType;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What a class in a user's package may touch of what the user's class may: everything but private members of it and its
/// nest, and what it has inherited from other packages' classes as protected.
final class Access {

    private Access() {}

    /// Whether any class of the package and module can mention a class.
    static boolean isAccessible(ClassDesc symbol, Class<?> from) {
        ClassDesc element = symbol;
        while (element.isArray()) {
            element = element.componentType();
        }
        if (element.isPrimitive()) {
            return true;
        }
        Class<?> type = ClassFiles.load(element, from);
        if (type == null) {
            return false;
        }
        boolean isNear = type.getPackageName().equals(from.getPackageName())
                && type.getClassLoader() == from.getClassLoader();
        return isNear || (Modifier.isPublic(type.getModifiers())
                && type.getModule().isExported(type.getPackageName(), from.getModule()));
    }

    /// Whether a method can be called only by the class itself.
    static boolean isMethodRestricted(ClassDesc owner, String name, String descriptor, Class<?> from) throws Rejection {
        return isRestricted(owner, from, type -> Stream.of(type.getDeclaredMethods())
                .filter(method -> method.getName().equals(name) && descriptor(method).equals(descriptor))
                .<Member>map(method -> method)
                .findFirst());
    }

    /// Whether a field can be used only by the class itself.
    static boolean isFieldRestricted(ClassDesc owner, String name, String descriptor, Class<?> from) throws Rejection {
        return isRestricted(owner, from, type -> Stream.of(type.getDeclaredFields())
                .filter(field -> field.getName().equals(name) && field.getType().descriptorString().equals(descriptor))
                .<Member>map((Field field) -> field)
                .findFirst());
    }

    /// Whether a constructor can be called only by the class itself.
    static boolean isConstructorRestricted(ClassDesc owner, String descriptor, Class<?> from) throws Rejection {
        return isRestricted(owner, from, type -> Stream.of(type.getDeclaredConstructors())
                .filter(constructor -> MethodType.methodType(void.class, constructor.getParameterTypes())
                        .descriptorString().equals(descriptor))
                .<Member>map(constructor -> constructor)
                .findFirst());
    }

    private static String descriptor(Method method) {
        return MethodType.methodType(method.getReturnType(), method.getParameterTypes()).descriptorString();
    }

    private static boolean isRestricted(ClassDesc owner, Class<?> from, Function<Class<?>, Optional<Member>> find)
            throws Rejection {
        if (owner.isArray()) {
            return false;
        }
        Class<?> type = ClassFiles.load(owner, from);
        if (type == null) {
            throw new Rejection("it mentions " + owner.displayName() + ", which cannot be loaded");
        }
        try {
            Member found = declaration(type, find);
            if (found == null) {
                return false; // a method of Object called on an interface, say
            }
            if (looksAtItsCaller(found)) {
                throw new Rejection("it calls " + owner.displayName() + "." + found.getName()
                        + ", which looks at the class of its caller");
            }
            int modifiers = found.getModifiers();
            return Modifier.isPrivate(modifiers) || (Modifier.isProtected(modifiers)
                    && !found.getDeclaringClass().getPackageName().equals(from.getPackageName()));
        } catch (LinkageError | TypeNotPresentException e) {
            throw new Rejection("it mentions a class that is not there", e);
        }
    }

    /// Methods of the JDK that answer for the class that calls them are marked by an annotation that is not public.
    private static boolean looksAtItsCaller(Member member) {
        return member instanceof AnnotatedElement method && member.getDeclaringClass().getClassLoader() == null
                && Stream.of(method.getAnnotations())
                        .anyMatch(each -> each.annotationType().getSimpleName().equals("CallerSensitive"));
    }

    private static @Nullable Member declaration(Class<?> type, Function<Class<?>, Optional<Member>> find) {
        for (Class<?> each = type; each != null; each = each.getSuperclass()) {
            Optional<Member> found = find.apply(each);
            if (found.isPresent()) {
                return found.get();
            }
        }
        return null; // in an interface everything is public, or private and called by the interface itself
    }
}
