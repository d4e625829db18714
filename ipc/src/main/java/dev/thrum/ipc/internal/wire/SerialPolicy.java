// SPDX-License-Identifier: Apache-2.0

package dev.thrum.ipc.internal.wire;

import java.io.ObjectInputFilter;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Decides, for one object being read, which classes and which sizes are accepted.
///
/// What it is and what it is not:
///
/// - The *authentication* of the peer is the wall. Who passes it is a process of the same user that was given the key,
///   and a task is code anyway. This policy is the second line: it limits what a confused or half-taken-over peer can
///   do through deserialization alone, and keeps resources bounded.
/// - Accepted are the value types, collections and exceptions of `java.base`, lambdas, exceptions of other platform
///   modules, and all classes that do not belong to the platform, for those are what the user's tasks are made of;
///   except the libraries whose classes are known as links of deserialization attacks. Such a list is never complete.
///   A class of the user's own whose `readObject` does harm is accepted, too.
/// - Refused are dynamic proxies, method handles, remote objects of RMI, and everything else of the platform.
///
/// A pattern in the syntax of [ObjectInputFilter.Config#createFilter] goes first and may accept or refuse more.
final class SerialPolicy implements ObjectInputFilter {

    /// Deep enough for a linked structure of a program's own, shallow enough for the default stack of a thread.
    private static final int DEEPEST = 1_000;

    /// A collection may be given a table that is larger than the stream that fills it (load factor, rounding up to a
    /// power of two), but not by much. Thus a few bytes cannot claim an array of gigabytes.
    private static final long ELEMENTS_PER_BYTE = 4;

    private static final int SMALL_ARRAY = 1024;

    private static final Set<String> JAVA_BASE_PACKAGES = Set.of(
            "java.io", "java.lang", "java.math", "java.net", "java.nio", "java.nio.channels", "java.nio.charset",
            "java.nio.file", "java.text", "java.time", "java.time.chrono", "java.time.format", "java.time.temporal",
            "java.time.zone", "java.util", "java.util.concurrent", "java.util.concurrent.atomic",
            "java.util.concurrent.locks", "java.util.function", "java.util.regex", "sun.util.calendar");

    /// Known links of attack chains within the accepted packages: a URL resolves host names when it is hashed.
    private static final Set<String> REFUSED_CLASSES = Set.of("java.net.URL");

    private static final List<String> REFUSED_EXCEPTIONS = List.of("javax.management.", "java.rmi.", "sun.rmi.");

    private static final List<String> GADGETS = List.of(
            "bsh.", "clojure.", "com.mchange.", "com.alibaba.fastjson", "com.fasterxml.jackson.databind.node.",
            "com.vaadin.", "com.zaxxer.hikari.", "groovy.util.", "javassist.", "net.sf.json.",
            "org.apache.commons.beanutils", "org.apache.commons.collections.", "org.apache.commons.collections4.",
            "org.apache.commons.fileupload.", "org.apache.logging.log4j.core.", "org.apache.myfaces.",
            "org.apache.wicket.", "org.apache.xalan.", "org.aspectj.", "org.codehaus.groovy.runtime.",
            "org.hibernate.", "org.jboss.", "org.mozilla.javascript.", "org.python.", "org.springframework.aop.",
            "org.springframework.beans.", "org.springframework.core.", "org.springframework.transaction.");

    private final long largestArray;
    private final @Nullable ObjectInputFilter first;
    private @Nullable String refused;

    SerialPolicy(int streamSize, @Nullable ObjectInputFilter first) {
        this.largestArray = Math.max(SMALL_ARRAY, streamSize * ELEMENTS_PER_BYTE);
        this.first = first;
    }

    /// What was refused, to be told to the user: the JDK's own exception does not name it.
    @Nullable String refused() {
        return refused;
    }

    @Override
    public Status checkInput(FilterInfo info) {
        Status status = first == null ? Status.UNDECIDED : first.checkInput(info);
        if (status == Status.UNDECIDED) {
            status = decide(info);
        } else if (status == Status.REJECTED) {
            refuse("refused by the pattern: " + info.serialClass());
        }
        return status;
    }

    private Status decide(FilterInfo info) {
        if (info.depth() > DEEPEST) {
            return refuse("an object graph nested deeper than " + DEEPEST);
        }
        if (info.arrayLength() > largestArray) {
            return refuse("an array of " + info.arrayLength() + " elements");
        }
        Class<?> type = info.serialClass();
        if (type == null) {
            return Status.UNDECIDED;
        }
        while (type.isArray()) {
            type = type.getComponentType();
        }
        return type.isPrimitive() || accepts(type) ? Status.ALLOWED : refuse(type.getName());
    }

    private Status refuse(String what) {
        refused = what;
        return Status.REJECTED;
    }

    private static boolean accepts(Class<?> type) {
        String name = type.getName();
        if (type == SerializedLambda.class) {
            return true;
        }
        if (Proxy.isProxyClass(type) || REFUSED_CLASSES.contains(name)) {
            return false;
        }
        if (!isPlatform(type)) {
            return GADGETS.stream().noneMatch(name::startsWith);
        }
        if (type.getModule() == Object.class.getModule()) {
            return JAVA_BASE_PACKAGES.contains(type.getPackageName()) || Throwable.class.isAssignableFrom(type);
        }
        return Throwable.class.isAssignableFrom(type) && REFUSED_EXCEPTIONS.stream().noneMatch(name::startsWith);
    }

    private static boolean isPlatform(Class<?> type) {
        ClassLoader loader = type.getClassLoader();
        return loader == null || loader.equals(ClassLoader.getPlatformClassLoader());
    }
}
