// SPDX-License-Identifier: Apache-2.0

/// Connections and servers: [dev.thrum.examples.streams.EchoServer], [dev.thrum.examples.streams.LineChat],
/// [dev.thrum.examples.streams.Patience].
package dev.thrum.examples.streams;
