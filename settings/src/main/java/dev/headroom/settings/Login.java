package dev.headroom.settings;

import java.util.regex.Pattern;

/** User and password before the host of a URL. */
final class Login {
    static final String RULE = "must hold no user and no password";
    static final String REMEDY = "remove what stands before the @; the user and the file of the password have keys"
            + " beside the url: basic_auth, or for Redis username and password_file";

    private static final Pattern URL = Pattern.compile("(?s)[A-Za-z][A-Za-z0-9+.-]*://[^/?#]*@.*");

    /** Up to the last @, because a password may have some of its own; also where the scheme was forgotten. */
    private static final Pattern SECRET = Pattern.compile("(?s)(://|^(?=[^@]*:)(?!.*://)).*@");

    private Login() {}

    static boolean isIn(String text) {
        return URL.matcher(text).matches();
    }

    /** The text without it. */
    static String masked(String text) {
        return SECRET.matcher(text).replaceFirst("$1***@");
    }
}
