package dev.headroom.clients.access;

import dev.headroom.clients.file.Reread;
import dev.headroom.clients.http.Access;
import dev.headroom.clients.http.Endpoint;
import dev.headroom.clients.pem.TlsException;
import dev.headroom.clients.pem.Trust;
import dev.headroom.settings.Secret;
import dev.headroom.settings.Section;
import dev.headroom.settings.Value;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;

/** Reads the keys {@code basic_auth}, {@code token_file} and {@code ca_file}, which every section of a server has. */
public final class AccessReader {
    private static final String TOKEN = "token_file";
    private static final String CA = "ca_file";
    private static final String BASIC = "basic_auth";

    /** What leaves this machine, and can be read on its way. */
    private static final Pattern ABROAD =
            Pattern.compile("http://(?!localhost[:/?]|localhost$|127\\.[0-9.]+[:/?]|127\\.[0-9.]+$|\\[::1])");

    private AccessReader() {}

    /** The server of a section with a {@code url}; empty where it has none. */
    public static Optional<Endpoint> endpoint(Section section) {
        Optional<URI> written = section.optional("url").flatMap(Value::http);
        Access access = access(section, written.map(URI::toString).stream().toList());
        return written.map(url -> new Endpoint(url, access));
    }

    /**
     * How the section's server is asked.
     *
     * @param urls by which it is; they may have places of which each call makes something
     */
    public static Access access(Section section, List<String> urls) {
        Optional<Value> token = section.optional(TOKEN);
        Optional<Value> basic = section.optional(BASIC);
        section.optional(CA)
                .filter(value -> !urls.isEmpty() && urls.stream().noneMatch(url -> url.startsWith("https:")))
                .ifPresent(value ->
                        value.problem("must stand beside an https URL", "write https:// in the URL, or remove " + CA));
        token.or(() -> basic)
                .filter(value ->
                        urls.stream().anyMatch(url -> ABROAD.matcher(url).lookingAt()))
                .ifPresent(value -> value.warnWhenRun(
                        "is sent over http as it is, for everybody on the way to read", "write https:// in the URL"));
        Access.Source<String> bearer = token.flatMap(value -> value.secret(Secret.Form.TOKEN))
                .map(AccessReader::bearer)
                .orElse(Access.OPEN.authorization());
        Access.Source<String> named = basic.flatMap(AccessReader::basic).orElse(bearer);
        token.filter(value -> basic.isPresent())
                .ifPresent(value -> value.problem(
                        "must not stand beside " + BASIC, "remove one of the two: a request says once who sends it"));
        return new Access(
                named,
                section.optional(CA).flatMap(AccessReader::believed).orElse(Access.OPEN.tls()),
                help(section, token.or(() -> basic)));
    }

    private static Access.Help help(Section section, Optional<Value> written) {
        String refused = written.map(value -> "check " + value.key())
                .orElseGet(() -> "set " + section.place(TOKEN) + " or " + section.place(BASIC));
        String distrusted = (section.optional(CA).isPresent() ? "check " : "set ") + section.place(CA);
        String where = " in " + section.file();
        return new Access.Help(refused + where, distrusted + where);
    }

    private static Optional<Access.Source<String>> basic(Value value) {
        Section section = value.section();
        Optional<String> name = section.required("username", "add username: NAME")
                .flatMap(written -> written.read(
                        text -> Optional.of(text).filter(user -> user.matches("[^:\\p{Cntrl}]+")),
                        "must be a name without a colon",
                        "write it like headroom"));
        Optional<Secret> password = section.required("password_file", "add password_file: secrets/NAME")
                .flatMap(written -> written.secret(Secret.Form.PASSWORD));
        return name.flatMap(user -> password.map(secret -> basic(user, secret)));
    }

    private static Access.Source<String> basic(String user, Secret secret) {
        return source(secret.file(), () -> {
            byte[] pair = (user + ":" + line(secret)).getBytes(StandardCharsets.UTF_8);
            return "Basic " + Base64.getEncoder().encodeToString(pair);
        });
    }

    private static Access.Source<String> bearer(Secret secret) {
        return source(secret.file(), () -> "Bearer " + line(secret));
    }

    private static String line(Secret secret) throws IOException {
        return secret.line().orElseThrow(() -> new IOException(secret.fault().toString()));
    }

    private static Optional<Access.Source<SSLContext>> believed(Value value) {
        Optional<Path> file = value.path("ca.pem");
        file.ifPresent(path -> value.whenRun(() -> look(value, path)));
        return file.map(path -> source(path, () -> context(value.key(), path)));
    }

    private static void look(Value value, Path file) {
        try {
            new Trust(file).client();
        } catch (TlsException e) {
            value.problem("must be a PEM file of CA certificates", String.valueOf(e.getMessage()));
        }
    }

    private static SSLContext context(String key, Path file) throws IOException {
        try {
            return new Trust(file).client();
        } catch (TlsException e) {
            throw new IOException(key + ": " + e.getMessage(), e);
        }
    }

    private static <T> Access.Source<T> source(Path file, Reread.Meaning<T> meaning) {
        Reread<T> reread = new Reread<>(file, meaning);
        return () -> Optional.of(reread.now());
    }
}
