package dev.headroom.receiver.cli;

import java.util.Map;

/** The receiver could not be asked, or refused; the message says what to do. */
final class ApiException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int exitCode;

    ApiException(int exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    /** The same for who typed a command: its option in place of the field of the API at its beginning. */
    ApiException naming(Map<String, String> options) {
        String message = String.valueOf(getMessage());
        return options.entrySet().stream()
                .filter(field -> message.startsWith(field.getKey() + " "))
                .findFirst()
                .map(field -> new ApiException(
                        exitCode,
                        field.getValue() + message.substring(field.getKey().length())))
                .orElse(this);
    }

    int exitCode() {
        return exitCode;
    }
}
