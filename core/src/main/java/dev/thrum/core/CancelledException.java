// SPDX-License-Identifier: Apache-2.0
package dev.thrum.core;

/// Raised by a wait inside a cancelled [CancelScope], and by every further wait until the scope is left: it tells a
/// state rather than an event, so code that catches it and carries on is told again.
///
/// It is an [InterruptedException], because code written for the JVM already knows how to give way to one; a plain
/// `Thread.interrupt()` raises a plain `InterruptedException`.
public final class CancelledException extends InterruptedException {

    private static final long serialVersionUID = 1L;

    private final transient CancelScope scope;
    /// Why the scope was cancelled.
    private final String reason;

    /// The name of the strand that cancelled it.
    private final String cancelledBy;

    CancelledException(CancelScope scope, String reason, String cancelledBy, String when) {
        super("Scope \"" + scope.name() + "\" was cancelled " + when + ": " + reason + " (by " + cancelledBy + ")");
        this.scope = scope;
        this.reason = reason;
        this.cancelledBy = cancelledBy;
    }

    /// The cancelled scope; where several around the wait are cancelled, the outermost. But where the outermost scope
    /// of the strand itself, such as that of a task, was cancelled before those of other strands above it, it is that
    /// one.
    ///
    /// @return the scope at whose edge this exception ends
    public CancelScope scope() {
        return scope;
    }

    /// Why the scope was cancelled.
    ///
    /// @return the words given to [CancelScope#cancel]
    public String reason() {
        return reason;
    }

    /// Who cancelled the scope.
    ///
    /// @return kind and name of the strand, or `its deadline`
    public String cancelledBy() {
        return cancelledBy;
    }
}
