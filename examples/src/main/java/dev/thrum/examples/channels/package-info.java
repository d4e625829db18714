// SPDX-License-Identifier: Apache-2.0

/// Channels and select: [dev.thrum.examples.channels.ProducerConsumer], [dev.thrum.examples.channels.SelectWithTimeout],
/// [dev.thrum.examples.channels.FanIn].
package dev.thrum.examples.channels;
