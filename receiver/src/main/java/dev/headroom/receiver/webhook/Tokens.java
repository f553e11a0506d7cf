package dev.headroom.receiver.webhook;

import io.javalin.http.Context;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who is let in: bearers of a token of {@code token_file}, which may hold two so that one can be exchanged without a
 * gap, and users of {@code basic_auth_file}.
 */
public final class Tokens {

    private final List<SecretFile> files;
    private final String challenge;
    private final Strangers strangers;

    private Tokens(List<SecretFile> files, String challenge, Strangers strangers) {
        this.files = List.copyOf(files);
        this.challenge = challenge;
        this.strangers = strangers;
    }

    /** Nothing is asked for; fit for a loopback address only, or where the connection itself tells who it is. */
    public static Tokens open() {
        return new Tokens(List.of(), "", new Strangers(InstantSource.system()));
    }

    /** Reads the file; throws {@link TokenFileException} where it holds no usable token. */
    public static Tokens from(Path file, InstantSource clock) {
        return of(file, null, clock);
    }

    /**
     * Reads the files; throws {@link TokenFileException} where one cannot be used.
     *
     * @param tokens null for none
     * @param users null for none
     */
    public static Tokens of(@Nullable Path tokens, @Nullable Path users, InstantSource clock) {
        List<SecretFile> files = new ArrayList<>();
        if (tokens != null) {
            files.add(new SecretFile(tokens, Scheme.BEARER, clock));
        }
        if (users != null) {
            files.add(new SecretFile(users, Scheme.BASIC, clock));
        }
        return new Tokens(
                files, users == null ? "Bearer" : "Basic realm=\"headroom\", charset=\"UTF-8\"", new Strangers(clock));
    }

    /** Throws {@link Problem} 401 unless the request says in its Authorization header who sends it. */
    public void check(Context ctx) {
        if (!admits(ctx.header("Authorization"))) {
            strangers.refused(ctx.ip(), ctx.method() + " " + ctx.path());
            ctx.header("WWW-Authenticate", challenge);
            throw new Problem(
                    401,
                    "the request carries no valid token",
                    "send Authorization: Bearer TOKEN, with a token of the receiver's token_file, or a user and"
                            + " password of its basic_auth_file");
        }
    }

    /** Whether this Authorization header says so now: a token may have been taken away since. */
    public boolean admits(@Nullable String authorization) {
        if (files.isEmpty()) {
            return true;
        }
        boolean admitted = false;
        for (SecretFile file : files) {
            admitted |= authorization != null && file.admits(authorization);
        }
        return admitted;
    }
}
