// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import org.jspecify.annotations.Nullable;

/// An item and its place in a sequence: what [Generator#enumerate()] yields.
///
/// @param index the place
/// @param item the item
/// @param <T> the items
public record Indexed<T extends @Nullable Object>(long index, T item) {}
