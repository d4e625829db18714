// SPDX-License-Identifier: Apache-2.0

/// Generators and coroutines, lesson by lesson: what the course shows in Python, written with Thrum.
///
/// Read it in this order. Values that come out: [dev.thrum.examples.generators.GeneratorFunction],
/// [dev.thrum.examples.generators.PrimeStream], [dev.thrum.examples.generators.Fibonacci],
/// [dev.thrum.examples.generators.LargeFile]. Values that go in as well, and what a body returns:
/// [dev.thrum.examples.generators.ReturnValue], [dev.thrum.examples.generators.Averager],
/// [dev.thrum.examples.generators.Pipeline]. One body within another: [dev.thrum.examples.generators.Delegation],
/// [dev.thrum.examples.generators.TwoPrimaries], [dev.thrum.examples.generators.DelegationResult],
/// [dev.thrum.examples.generators.ValueProvider]. Several bodies in turns, which is the beginning of an event loop:
/// [dev.thrum.examples.generators.RunnerWithYield], [dev.thrum.examples.generators.RunnerDirect].
package dev.thrum.examples.generators;
