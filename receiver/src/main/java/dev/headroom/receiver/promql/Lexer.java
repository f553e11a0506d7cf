package dev.headroom.receiver.promql;

import dev.headroom.receiver.promql.Token.Kind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Cuts text into words, and leaves out comments and white space. */
final class Lexer {
    private static final Pattern SPACE = Pattern.compile("(?:\\s|#[^\\n]*)*+");
    private static final Pattern NAME = Pattern.compile("[a-zA-Z_:][a-zA-Z0-9_:]*+");
    private static final Pattern DURATION = Pattern.compile("(?:[0-9]++(?:ms|[smhdwy]))++(?![a-zA-Z0-9_])");
    private static final Pattern NUMBER =
            Pattern.compile("0[xX][0-9a-fA-F]++|(?:[0-9]++\\.?[0-9]*+|\\.[0-9]++)(?:[eE][+-]?[0-9]++)?");
    private static final Pattern SIGN = Pattern.compile("=~|!~|==|!=|>=|<=|[-+*/%^(){}\\[\\],=<>@]");

    private final String text;
    private final List<Token> tokens = new ArrayList<>();
    private int at;

    private Lexer(String text) {
        this.text = text;
    }

    /** The words, and one for the end. */
    static List<Token> tokens(String text) throws PromqlException {
        Lexer lexer = new Lexer(text);
        lexer.space();
        while (lexer.at < text.length()) {
            lexer.word();
            lexer.space();
        }
        lexer.tokens.add(new Token(Kind.END, "", text.length(), text.length()));
        return lexer.tokens;
    }

    private void space() {
        Matcher space = SPACE.matcher(text).region(at, text.length());
        at = space.lookingAt() ? space.end() : at;
    }

    /** A colon begins a name, but in brackets it stands before the step of a subquery. */
    private void word() throws PromqlException {
        char first = text.charAt(at);
        if (first == '"' || first == '\'' || first == '`') {
            string(first);
        } else if (first == ':' && inBrackets()) {
            add(Kind.SIGN, at + 1);
        } else if (!take(Kind.NAME, NAME)
                && !take(Kind.DURATION, DURATION)
                && !take(Kind.NUMBER, NUMBER)
                && !take(Kind.SIGN, SIGN)) {
            throw new PromqlException("\"" + Character.toString(text.codePointAt(at)) + "\" is no part of PromQL", at);
        }
    }

    private boolean inBrackets() {
        for (int i = tokens.size() - 1; i >= 0; i--) {
            String word = tokens.get(i).text();
            if (tokens.get(i).kind() == Kind.SIGN && (word.equals("[") || word.equals("]"))) {
                return word.equals("[");
            }
        }
        return false;
    }

    private boolean take(Kind kind, Pattern pattern) {
        Matcher matcher = pattern.matcher(text).region(at, text.length());
        if (!matcher.lookingAt()) {
            return false;
        }
        add(kind, matcher.end());
        return true;
    }

    private void add(Kind kind, int end) {
        tokens.add(new Token(kind, text.substring(at, end), at, end));
        at = end;
    }

    private void string(char quote) throws PromqlException {
        int end = quote == '`' ? rawEnd() : GoString.end(text, at);
        String meaning = quote == '`'
                ? text.substring(at + 1, end - 1)
                : new String(GoString.meaning(text, at, end), StandardCharsets.UTF_8);
        tokens.add(new Token(Kind.STRING, meaning, at, end));
        at = end;
    }

    /** Between back quotes nothing is escaped. */
    private int rawEnd() throws PromqlException {
        int end = text.indexOf('`', at + 1);
        if (end < 0) {
            throw new PromqlException("a string has no end", at);
        }
        return end + 1;
    }
}
