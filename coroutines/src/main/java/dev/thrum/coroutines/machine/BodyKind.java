// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines.machine;

import dev.thrum.coroutines.CoroutineBody;
import dev.thrum.coroutines.Exchange;
import dev.thrum.coroutines.GeneratorBody;
import dev.thrum.coroutines.Yielder;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;

/// The two kinds of bodies, as class files see them.
@SuppressWarnings("ImmutableEnumChecker") // symbols are immutable
enum BodyKind {
    GENERATOR(GeneratorBody.class, Yielder.class, ConstantDescs.CD_void),
    COROUTINE(CoroutineBody.class, Exchange.class, ConstantDescs.CD_Object);

    /// What users implement.
    final ClassDesc body;

    /// What its method is called with.
    final ClassDesc yielder;

    /// The type of its method.
    final MethodTypeDesc type;

    private final Class<?> bodyClass;

    BodyKind(Class<?> body, Class<?> yielder, ClassDesc returned) {
        this.bodyClass = body;
        this.body = body.describeConstable().orElseThrow();
        this.yielder = yielder.describeConstable().orElseThrow();
        this.type = MethodTypeDesc.of(returned, this.yielder);
    }

    static BodyKind of(Class<?> bodyClass) {
        return GENERATOR.bodyClass.isAssignableFrom(bodyClass) ? GENERATOR : COROUTINE;
    }

    static boolean isBody(Class<?> type) {
        return type == GeneratorBody.class || type == CoroutineBody.class;
    }

    /// Whether a method with this result can be the body itself, without anything done to the result.
    boolean isResult(ClassDesc returned) {
        return this == GENERATOR ? returned.equals(ConstantDescs.CD_void) : !returned.isPrimitive();
    }
}
