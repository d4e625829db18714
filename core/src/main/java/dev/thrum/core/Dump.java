// SPDX-License-Identifier: Apache-2.0
package dev.thrum.core;

import java.util.Iterator;
import java.util.List;
import java.util.Map;

/// Writes trees of nodes as text and as JSON.
final class Dump {

    private Dump() {}

    static void text(Inspector.Node node, int depth, StringBuilder out) {
        out.repeat("  ", depth);
        if (!node.name().startsWith(node.kind())) {
            out.append(node.kind()).append(' ');
        }
        out.append(node.name());
        String separator = ": ";
        for (Map.Entry<String, String> fact : node.facts().entrySet()) {
            out.append(separator).append(fact.getKey()).append(' ').append(fact.getValue());
            separator = ", ";
        }
        out.append('\n');
        node.children().forEach(child -> text(child, depth + 1, out));
    }

    static void json(List<Inspector.Node> nodes, StringBuilder out) {
        out.append('[');
        for (Iterator<Inspector.Node> each = nodes.iterator(); each.hasNext(); ) {
            json(each.next(), out);
            out.append(each.hasNext() ? "," : "");
        }
        out.append(']');
    }

    private static void json(Inspector.Node node, StringBuilder out) {
        out.append("{\"kind\":");
        quote(node.kind(), out);
        out.append(",\"name\":");
        quote(node.name(), out);
        out.append(",\"facts\":{");
        String separator = "";
        for (Map.Entry<String, String> fact : node.facts().entrySet()) {
            out.append(separator);
            quote(fact.getKey(), out);
            out.append(':');
            quote(fact.getValue(), out);
            separator = ",";
        }
        out.append("},\"children\":");
        json(node.children(), out);
        out.append('}');
    }

    private static void quote(String text, StringBuilder out) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (c < ' ' || Character.isSurrogate(c)) {
                        out.append(String.format("\\u%04x", (int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }
}
