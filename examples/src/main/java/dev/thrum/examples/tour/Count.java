// SPDX-License-Identifier: Apache-2.0

package dev.thrum.examples.tour;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// Reads an option that says how many: a whole number from 1 on.
final class Count implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String value) {
        return atLeast(1, value);
    }

    /// Reads an option that may also be nothing: a whole number from 0 on.
    static final class OrZero implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String value) {
            return atLeast(0, value);
        }
    }

    private static int atLeast(int least, String value) {
        int number;
        try {
            number = Integer.parseInt(value);
        } catch (NumberFormatException _) {
            throw new TypeConversionException("'" + value + "' is not a whole number up to " + Integer.MAX_VALUE);
        }
        if (number < least) {
            throw new TypeConversionException(number + " is less than " + least);
        }
        return number;
    }
}
