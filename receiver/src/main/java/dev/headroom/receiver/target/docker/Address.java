package dev.headroom.receiver.target.docker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.dockerjava.transport.SSLConfig;
import dev.headroom.clients.pem.Identity;
import dev.headroom.clients.pem.Trust;
import dev.headroom.settings.Environment;
import dev.headroom.settings.Sha256;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * Where Docker listens, and how it is spoken to: as the command {@code docker} finds it.
 *
 * @param certificates the folder of ca.pem, cert.pem and key.pem; empty where nothing is secured
 */
record Address(URI uri, Optional<Path> certificates) {
    private static final URI USUAL = URI.create("unix:///var/run/docker.sock");
    private static final String NO_CONTEXT = "default";

    /** Of this process. */
    static Address of(Optional<URI> named) {
        return of(named, Environment.PROCESS, Path.of(System.getProperty("user.home")));
    }

    /**
     * What is named, else DOCKER_HOST, else the context, else the usual socket.
     *
     * @throws IllegalArgumentException when what tells cannot be read, or is no address
     */
    static Address of(Optional<URI> named, Environment environment, Path home) {
        Environment set = name -> environment.get(name).map(String::strip).filter(value -> !value.isEmpty());
        Path configuration = set.get("DOCKER_CONFIG").map(Path::of).orElse(home.resolve(".docker"));
        URI uri = named.or(() -> set.get("DOCKER_HOST").map(URI::create))
                .or(() -> context(set, configuration).map(context -> host(configuration, context)))
                .orElse(USUAL);
        return new Address(
                uri,
                set.get("DOCKER_TLS_VERIFY")
                        .filter(value -> value.equals("1") || value.equalsIgnoreCase("true"))
                        .map(verified ->
                                set.get("DOCKER_CERT_PATH").map(Path::of).orElse(configuration)));
    }

    private static Optional<String> context(Environment set, Path configuration) {
        Path file = configuration.resolve("config.json");
        return set.get("DOCKER_CONTEXT")
                .or(() -> Files.exists(file)
                        ? Optional.of(read(file).path("currentContext").asText())
                        : Optional.empty())
                .filter(context -> !context.isEmpty() && !context.equals(NO_CONTEXT));
    }

    private static URI host(Path configuration, String context) {
        String folder = HexFormat.of().formatHex(Sha256.of(context));
        Path file = configuration.resolve("contexts/meta").resolve(folder).resolve("meta.json");
        if (!Files.exists(file)) {
            throw new IllegalArgumentException(
                    "the Docker context %s is not in %s: name one that `docker context ls` shows, or set DOCKER_HOST"
                            .formatted(context, configuration));
        }
        return URI.create(read(file).at("/Endpoints/docker/Host").asText());
    }

    private static JsonNode read(Path file) {
        try {
            return new ObjectMapper().readTree(file.toFile());
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "%s cannot be read as JSON: mend it, or set DOCKER_HOST".formatted(file), e);
        }
    }

    /** Throws {@link dev.headroom.clients.pem.TlsException} for files that cannot be used. */
    Optional<SSLConfig> secured() {
        return certificates.map(folder -> {
            Identity own = new Identity(folder.resolve("cert.pem"), folder.resolve("key.pem"));
            SSLContext context = new Trust(folder.resolve("ca.pem")).client(own);
            return () -> context;
        });
    }
}
