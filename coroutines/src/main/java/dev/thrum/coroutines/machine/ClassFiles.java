// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines.machine;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The files of classes that are loaded.
final class ClassFiles {

    private ClassFiles() {}

    /// Reads the file of a class.
    ///
    /// @throws Rejection if there is none, or if the class is visibly not what is in it: then an agent has changed it, and what
    ///     it has added (the counters of a coverage tool, say) must not be lost
    static ClassModel of(Class<?> type) throws Rejection {
        String name = type.getName();
        byte[] bytes;
        try (InputStream file = type.isHidden() ? null
                : type.getResourceAsStream(name.substring(name.lastIndexOf('.') + 1) + ".class")) {
            if (file == null) {
                throw new Rejection("it is written in " + name + ", of which there is no class file");
            }
            bytes = file.readAllBytes();
        } catch (IOException e) {
            throw new Rejection("the class file of " + name + " cannot be read", e);
        }
        ClassModel model;
        try {
            model = ClassFile.of().parse(bytes);
            requireSame(type, model);
        } catch (IllegalArgumentException | LinkageError e) {
            throw new Rejection("the class file of " + name + " cannot be understood", e);
        }
        return model;
    }

    private static void requireSame(Class<?> type, ClassModel model) throws Rejection {
        Set<String> loaded = Arrays.stream(type.getDeclaredMethods()).map(ClassFiles::signature)
                .collect(Collectors.toSet());
        Set<String> written = model.methods().stream()
                .map(method -> method.methodName().stringValue() + method.methodType().stringValue())
                .filter(signature -> !signature.startsWith("<"))
                .collect(Collectors.toSet());
        if (!loaded.equals(written)) {
            throw new Rejection("it is written in " + type.getName() + ", which is not as its class file says");
        }
    }

    private static String signature(Method method) {
        return method.getName()
                + MethodType.methodType(method.getReturnType(), method.getParameterTypes()).descriptorString();
    }

    /// Finds a method.
    static MethodModel method(ClassModel model, String name, MethodTypeDesc type) throws Rejection {
        String descriptor = type.descriptorString();
        return model.methods().stream()
                .filter(method -> method.methodName().equalsString(name) && method.methodType().equalsString(descriptor))
                .findFirst()
                .orElseThrow(() -> new Rejection("its code is nowhere to be found"));
    }

    /// The class that a symbol in a class file means.
    static @Nullable Class<?> load(ClassDesc symbol, Class<?> from) {
        String descriptor = symbol.descriptorString();
        String name = descriptor.substring(1, descriptor.length() - 1).replace('/', '.');
        try {
            return Class.forName(name, false, from.getClassLoader());
        } catch (ClassNotFoundException | LinkageError e) {
            return null;
        }
    }
}
