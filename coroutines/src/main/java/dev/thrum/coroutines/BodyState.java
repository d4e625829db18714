// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

/// How far the body of a generator has come.
///
/// ```text
///    CREATED --pull--> RUNNING --yield--> SUSPENDED --pull, close--> RUNNING
///       |                 |
///       +------close------+--return, exception--> CLOSED
/// ```
///
/// Source: `inspect.getgeneratorstate`.
public enum BodyState {
    /// Not a line of it has run.
    CREATED,
    /// It runs, while its consumer waits.
    RUNNING,
    /// It stands at a yield.
    SUSPENDED,
    /// It has ended, or will never run.
    CLOSED
}
