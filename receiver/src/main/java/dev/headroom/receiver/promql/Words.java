package dev.headroom.receiver.promql;

import dev.headroom.receiver.promql.Token.Kind;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The words of a text, one after the other. */
final class Words {
    private final List<Token> tokens;
    private int next;

    Words(List<Token> tokens) {
        this.tokens = tokens;
    }

    Token peek() {
        return tokens.get(next);
    }

    boolean peekIn(Set<String> words) {
        Token token = peek();
        return (token.kind() == Kind.SIGN || token.kind() == Kind.NAME)
                && words.contains(token.text().toLowerCase(Locale.ROOT));
    }

    /** The next word, and goes on; the end stays. */
    Token take() {
        Token token = peek();
        if (token.kind() != Kind.END) {
            next++;
        }
        return token;
    }

    /** Takes the word if it is the next. */
    boolean has(String word) {
        boolean is = peek().is(word);
        if (is) {
            take();
        }
        return is;
    }

    void expect(String word) throws PromqlException {
        if (!has(word)) {
            throw new PromqlException("found " + peek().quoted() + " where " + word + " should be", peek().at());
        }
    }

    Token expect(Kind kind, String what) throws PromqlException {
        if (peek().kind() != kind) {
            throw new PromqlException("found " + peek().quoted() + " where " + what + " should be", peek().at());
        }
        return take();
    }

    PromqlException unexpected() {
        return unexpected(peek());
    }

    PromqlException unexpected(Token token) {
        return new PromqlException("found " + token.quoted() + " where it makes no sense", token.at());
    }
}
