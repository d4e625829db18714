// SPDX-License-Identifier: Apache-2.0

/// Threads and what they wait for, lesson by lesson: what the course shows with Python's `threading`, written with
/// Thrum and the JDK.
///
/// Read it in this order. Threads: [dev.thrum.examples.sync.HelloThread], [dev.thrum.examples.sync.CountPrimes],
/// [dev.thrum.examples.sync.SessionPerThread]. What goes wrong between them: [dev.thrum.examples.sync.LostUpdate],
/// [dev.thrum.examples.sync.Interleavings], and what mends it: [dev.thrum.examples.sync.CounterFixes]. What goes wrong
/// with the mend: [dev.thrum.examples.sync.SelfDeadlock], [dev.thrum.examples.sync.OppositeOrder], and the three ways
/// out: [dev.thrum.examples.sync.OneOrder], [dev.thrum.examples.sync.TryAndBackOff],
/// [dev.thrum.examples.sync.CatchAndRepeat]. The other things to wait for:
/// [dev.thrum.examples.sync.ThreeAtATime], [dev.thrum.examples.sync.StopByEvent],
/// [dev.thrum.examples.sync.PingPong], [dev.thrum.examples.sync.PartsAndSum],
/// [dev.thrum.examples.sync.ProducerConsumer], [dev.thrum.examples.sync.UrgentFirst]. What to see when somebody waits
/// too long: [dev.thrum.examples.sync.WhoHoldsIt], [dev.thrum.examples.sync.AbandonedLock].
package dev.thrum.examples.sync;
