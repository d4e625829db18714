// SPDX-License-Identifier: Apache-2.0

/// The event loop, lesson by lesson: what the course shows with Python's `asyncio`.
///
/// Read it in this order. First steps: [dev.thrum.examples.eventloop.SleeperAndPrinter],
/// [dev.thrum.examples.eventloop.Mistakes], [dev.thrum.examples.eventloop.BlockingSleep],
/// [dev.thrum.examples.eventloop.TwoCooks], [dev.thrum.examples.eventloop.Weather]. How it works:
/// [dev.thrum.examples.eventloop.ReadyAndWaiting], [dev.thrum.examples.eventloop.BetweenTwoWaits]. Cancellation:
/// [dev.thrum.examples.eventloop.LoadingTask], with [dev.thrum.examples.eventloop.LoadingThread] and
/// [dev.thrum.examples.eventloop.LoadingProcess] to compare, [dev.thrum.examples.eventloop.Cancellation],
/// [dev.thrum.examples.eventloop.TimeOut], [dev.thrum.examples.eventloop.Shield]. Several tasks:
/// [dev.thrum.examples.eventloop.Group], [dev.thrum.examples.eventloop.Gather],
/// [dev.thrum.examples.eventloop.FirstOf], [dev.thrum.examples.eventloop.QueueOfJobs],
/// [dev.thrum.examples.eventloop.Callbacks]. Iteration and resources:
/// [dev.thrum.examples.eventloop.AsyncGenerator], [dev.thrum.examples.eventloop.AsyncWith]. The rest of the program:
/// [dev.thrum.examples.eventloop.PrimeFreezes], [dev.thrum.examples.eventloop.OtherThreads],
/// [dev.thrum.examples.eventloop.Futures]. The network: [dev.thrum.examples.eventloop.GithubSearch],
/// [dev.thrum.examples.eventloop.DownloadAllSites].
package dev.thrum.examples.eventloop;
