// SPDX-License-Identifier: Apache-2.0
package dev.thrum.user;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Reads the JSON of objects, arrays and strings, strictly, which is all that a dump consists of.
final class Json {

    private final String text;
    private int at;

    private Json(String text) {
        this.text = text;
    }

    static Object parse(String text) {
        Json json = new Json(text);
        Object value = json.value();
        if (json.at != text.length()) {
            throw json.error("more after the end");
        }
        return value;
    }

    private Object value() {
        return switch (text.charAt(at)) {
            case '[' -> array();
            case '{' -> object();
            case '"' -> string();
            default -> throw error("no value");
        };
    }

    private List<Object> array() {
        List<Object> elements = new ArrayList<>();
        expect('[');
        while (text.charAt(at) != ']') {
            if (!elements.isEmpty()) {
                expect(',');
            }
            elements.add(value());
        }
        expect(']');
        return elements;
    }

    private Map<String, Object> object() {
        Map<String, Object> members = new LinkedHashMap<>();
        expect('{');
        while (text.charAt(at) != '}') {
            if (!members.isEmpty()) {
                expect(',');
            }
            String key = string();
            expect(':');
            if (members.put(key, value()) != null) {
                throw error("twice: " + key);
            }
        }
        expect('}');
        return members;
    }

    private String string() {
        StringBuilder string = new StringBuilder();
        expect('"');
        while (text.charAt(at) != '"') {
            char c = text.charAt(at++);
            if (c < ' ' || Character.isSurrogate(c)) {
                throw error("a raw control character or half of a pair");
            }
            string.append(c == '\\' ? escaped() : c);
        }
        expect('"');
        return string.toString();
    }

    private char escaped() {
        return switch (text.charAt(at++)) {
            case '"' -> '"';
            case '\\' -> '\\';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> (char) Integer.parseInt(text.substring(at, at += 4), 16);
            default -> throw error("no such escape");
        };
    }

    private void expect(char c) {
        if (text.charAt(at++) != c) {
            throw error("expected " + c);
        }
    }

    private IllegalArgumentException error(String what) {
        return new IllegalArgumentException(what + " before " + at + " in " + text);
    }
}
