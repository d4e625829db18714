// SPDX-License-Identifier: Apache-2.0

/// The tour: one program that does the same work in every way Thrum knows, and shows what each way is good for.
///
/// Read it in this order: [dev.thrum.examples.tour.Piece] is what has to be done;
/// [dev.thrum.examples.tour.Sequential], [dev.thrum.examples.tour.Threads], [dev.thrum.examples.tour.Loop] and
/// [dev.thrum.examples.tour.Processes] are the four ways of doing it, a few lines each;
/// [dev.thrum.examples.tour.Tour] puts them side by side.
package dev.thrum.examples.tour;
