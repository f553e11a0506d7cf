package dev.headroom.receiver.promql;

import dev.headroom.receiver.promql.Token.Kind;

/** Expressions for people to read. */
public final class Lines {
    private Lines() {}

    /** The text on one line and without comments; as it is where it is no PromQL. */
    public static String one(String text) {
        try {
            StringBuilder line = new StringBuilder();
            int end = 0;
            for (Token token : Lexer.tokens(text)) {
                if (token.kind() != Kind.END) {
                    line.append(line.length() > 0 && token.at() > end ? " " : "")
                            .append(text, token.at(), token.end());
                    end = token.end();
                }
            }
            return line.toString();
        } catch (PromqlException e) {
            return text.strip().replaceAll("\\s+", " ");
        }
    }
}
