// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

/// Raised where a body asks for something for which its [RequestRunner] has no handler.
///
/// The body may catch it and go on; if it does not, the run ends with it.
public final class UnknownRequestException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    /// What was asked; not serialised, as it may be anything.
    private final transient Object request;

    UnknownRequestException(Object asker, Object request) {
        super(asker + " asked for " + described(request) + ", which its runner has no handler for. Give it one by "
                + remedy(request));
        this.request = request;
    }

    private static String described(Object request) {
        return request instanceof Class<?> type
                ? "a value of " + type.getTypeName()
                : request + " (" + request.getClass().getTypeName() + ")";
    }

    private static String remedy(Object request) {
        return switch (request) {
            case Class<?> _ -> "onType";
            case Request<?> _ -> "onRequest";
            default -> "onKey";
        };
    }

    /// What was asked.
    ///
    /// @return the request, the same instance; `null` if this exception has been serialised
    public Object request() {
        return request;
    }
}
