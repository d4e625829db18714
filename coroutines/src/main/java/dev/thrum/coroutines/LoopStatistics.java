// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import dev.thrum.core.SlowStep;
import org.jspecify.annotations.Nullable;

/// What an [EventLoop] is doing, as [EventLoop#statistics()] tells it.
///
/// @param tasks how many tasks have not ended
/// @param slowSteps how often a task has kept the loop to itself for longer than [EventLoop.Builder#slowStep] allows
/// @param latestSlowStep the latest of these, or `null` if there was none
public record LoopStatistics(int tasks, long slowSteps, @Nullable SlowStep latestSlowStep) {}
