// SPDX-License-Identifier: Apache-2.0

package dev.thrum.examples.tour;

import java.lang.management.ManagementFactory;

/// The machine on which the tour runs: no number means anything without it.
///
/// @param load how many threads wanted a processor, on average of the last minute; negative if the system does not say
record Machine(String java, String system, int processors, double load) {

    /// This machine, now.
    static Machine here() {
        return new Machine(
                property("java.vm.name") + " " + property("java.runtime.version"),
                "%s %s (%s)".formatted(property("os.name"), property("os.version"), property("os.arch")),
                Runtime.getRuntime().availableProcessors(),
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    }

    /// Whether others leave so little of the processors that dividing work among them cannot gain what it should.
    boolean isBusy() {
        return load > processors / 2.0;
    }

    private static String property(String name) {
        return System.getProperty(name, "unknown");
    }
}
