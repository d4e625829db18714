// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

/// What bodies inherit.
class CompiledBase {

    protected int protectedField;

    int inherited(int number) {
        return number + 99;
    }
}
