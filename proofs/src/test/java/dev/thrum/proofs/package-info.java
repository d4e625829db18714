// SPDX-License-Identifier: Apache-2.0

/// Proofs that the primitives do under fire what their documentation says.
///
/// - `races`: the races of the course, mended, once with each primitive that mends them;
/// - `core`: waiting, granting, taking turns, cancelling;
/// - `coroutines`: one iterator between two threads, against the cleaner, and with a body that runs ahead;
/// - `sync`: each primitive by itself, under jcstress and under Lincheck's model checker;
/// - `canary`: the same races unmended, and small copies of our algorithms with a planted bug. Each of them must be
///   caught, or the checkers see nothing.
///
/// What a long run of all of them has seen is in `docs/proofs`. Each jcstress class begins with what is claimed and
/// why, and with the results seen in one short run on two processors that other programs used as well: how often a
/// result came up means little, which ones came up does. One chapter runs alone with
///
/// ```
/// mvn test -pl proofs -am -Dtest='Jcstress*' -Djcstress.only=LostUpdate \
///     -DfailIfNoTests=false -Dsurefire.failIfNoSpecifiedTests=false
/// ```
package dev.thrum.proofs;
