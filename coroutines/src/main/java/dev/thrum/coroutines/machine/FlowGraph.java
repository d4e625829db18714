// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines.machine;

import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.Instruction;
import java.lang.classfile.Label;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.LabelTarget;
import java.lang.classfile.instruction.LineNumber;
import java.lang.classfile.instruction.LookupSwitchInstruction;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.classfile.instruction.SwitchCase;
import java.lang.classfile.instruction.TableSwitchInstruction;
import java.lang.classfile.instruction.ThrowInstruction;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// The instructions of a method, numbered from 0, and where control goes from each.
///
/// @param instructions all of them
/// @param handlers where control goes if one of them throws
/// @param next what can come after each, unless it throws
/// @param lines the line of the source that each belongs to; 0 if that is not told
record FlowGraph(List<Instruction> instructions, List<Handler> handlers, List<List<Integer>> next, List<Integer> lines) {

    /// A handler of exceptions.
    ///
    /// @param start the first instruction that is covered
    /// @param end the first after it that is not
    /// @param target where the handler begins
    record Handler(int start, int end, int target) {}

    static FlowGraph of(CodeModel code) {
        List<Instruction> instructions = new ArrayList<>();
        Map<Label, Integer> targets = new HashMap<>();
        List<Integer> lines = new ArrayList<>();
        int line = 0;
        for (CodeElement element : code) {
            switch (element) {
                case LabelTarget target -> targets.put(target.label(), instructions.size());
                case LineNumber number -> line = number.line();
                case Instruction instruction -> {
                    instructions.add(instruction);
                    lines.add(line);
                }
                default -> {}
            }
        }
        List<Handler> handlers = new ArrayList<>();
        code.exceptionHandlers().forEach(handler -> handlers.add(new Handler(number(targets, handler.tryStart()),
                number(targets, handler.tryEnd()), number(targets, handler.handler()))));
        List<List<Integer>> next = new ArrayList<>();
        for (int i = 0; i < instructions.size(); i++) {
            next.add(successors(instructions.get(i), i, targets));
        }
        return new FlowGraph(instructions, handlers, next, lines);
    }

    private static List<Integer> successors(Instruction instruction, int i, Map<Label, Integer> targets) {
        return switch (instruction) {
            case ReturnInstruction _, ThrowInstruction _ -> List.of();
            case BranchInstruction branch when branch.opcode() == Opcode.GOTO || branch.opcode() == Opcode.GOTO_W ->
                List.of(number(targets, branch.target()));
            case BranchInstruction branch -> List.of(i + 1, number(targets, branch.target()));
            case TableSwitchInstruction choice -> cases(targets, choice.defaultTarget(), choice.cases());
            case LookupSwitchInstruction choice -> cases(targets, choice.defaultTarget(), choice.cases());
            default -> List.of(i + 1);
        };
    }

    private static List<Integer> cases(Map<Label, Integer> targets, Label otherwise, List<SwitchCase> cases) {
        List<Integer> found = new ArrayList<>(List.of(number(targets, otherwise)));
        cases.forEach(each -> found.add(number(targets, each.target())));
        return found;
    }

    private static int number(Map<Label, Integer> targets, Label label) {
        return Objects.requireNonNull(targets.get(label));
    }

    Instruction instruction(int i) {
        return instructions.get(i);
    }

    /// What can be executed after an instruction, unless that throws.
    List<Integer> successors(int i) {
        return next.get(i);
    }
}
