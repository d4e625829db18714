// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines.machine;

import java.lang.classfile.attribute.StackMapFrameInfo;
import java.lang.classfile.attribute.StackMapFrameInfo.SimpleVerificationTypeInfo;
import java.lang.classfile.attribute.StackMapFrameInfo.VerificationTypeInfo;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The types of what there is before an instruction is executed.
///
/// @param locals the local variables that have a value, by slot
/// @param stack the operands, bottom first
record TypeState(Map<Integer, VerificationTypeInfo> locals, List<VerificationTypeInfo> stack) {

    static TypeState of(StackMapFrameInfo frame) {
        Map<Integer, VerificationTypeInfo> locals = new LinkedHashMap<>();
        int slot = 0;
        for (VerificationTypeInfo type : frame.locals()) {
            if (type != SimpleVerificationTypeInfo.TOP) {
                locals.put(slot, type);
            }
            slot += Analysis.kind(type).slotSize();
        }
        return new TypeState(locals, frame.stack());
    }
}
