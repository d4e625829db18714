// SPDX-License-Identifier: Apache-2.0
package dev.thrum.core;

/// The platform threads on which the JDK's scheduler runs virtual threads.
final class Carriers {

    /// How many can run at the same time; what the JDK's property says, by default the number of processors.
    static final int NUMBER = Math.min(Runtime.getRuntime().availableProcessors(),
            Integer.getInteger("jdk.virtualThreadScheduler.parallelism", Integer.MAX_VALUE));

    private Carriers() {}
}
