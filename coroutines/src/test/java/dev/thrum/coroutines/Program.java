// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Marks a method of [Programs] as a program of the oracle. There is one of the same name in Python, `in_snake_case`.
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@interface Program {
    /// The numbers of the behaviours that it is about.
    int[] value();
}
