// SPDX-License-Identifier: Apache-2.0
package dev.thrum.core;

/// The [Inspector] for management tools: `dev.thrum:type=Inspector`, registered by [Inspector#registerMBean()].
public interface InspectorMXBean {

    /// A snapshot for people.
    ///
    /// @return [Inspector.Snapshot#toText()] of this moment
    String text();

    /// A snapshot for programs.
    ///
    /// @return [Inspector.Snapshot#toJson()] of this moment
    String json();
}
