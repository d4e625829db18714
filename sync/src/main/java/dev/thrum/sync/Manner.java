// SPDX-License-Identifier: Apache-2.0
package dev.thrum.sync;

/// How an operation takes it that it cannot be done at once.
enum Manner {

    /// It answers so.
    ANSWER,

    /// It answers so, unless that will stay so for good: then it throws.
    INSIST,

    /// Its caller is ready to wait, also to let others run first, and insists.
    PATIENT;

    /// How many operations are done at a queue or a channel, without anybody having to wait, until one whose caller is
    /// ready to wait [gives way][dev.thrum.core.Strand#giveWay()]: so that a task of an event loop which always finds
    /// something to do does not keep the others from running for ever. Few enough to take no longer than a time slice
    /// of anything, many enough to cost nothing.
    ///
    /// A prime number, so that strands which take turns at it are not all asked but the one who needs to be.
    static final int SHARE = 127;

    boolean insists() {
        return this != ANSWER;
    }
}
