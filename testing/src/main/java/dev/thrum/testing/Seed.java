// SPDX-License-Identifier: Apache-2.0
package dev.thrum.testing;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Repeats the order of a run with [InEventLoop.Order#SEEDED]: that which the message of a failure has named. Without this
/// annotation and without the system property `thrum.testing.seed`, which overrules it, each run has a new seed.
///
/// What happens outside of the loop, in `blocking` or in other threads, is not repeated.
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Seed {

    /// The seed.
    ///
    /// @return any number
    long value();
}
