package dev.headroom.receiver.cli;

import dev.headroom.clients.pem.Identity;
import dev.headroom.clients.pem.TlsException;
import dev.headroom.clients.pem.Trust;
import dev.headroom.receiver.config.HeadroomConfig;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Whom a command believes over TLS, and who it says to be. */
final class TlsOptions {

    @Option(
            names = "--ca-file",
            paramLabel = "FILE",
            description = "PEM file of the CA of the receiver; default: its own certificate, tls.cert_file.")
    private @Nullable Path ca;

    @Option(names = "--cert-file", paramLabel = "FILE", description = "PEM file of a client's certificate.")
    private @Nullable Path cert;

    @Option(names = "--key-file", paramLabel = "FILE", description = "PEM file of the client's key.")
    private @Nullable Path key;

    /** Empty where Java's own CAs are to be believed. */
    Optional<SSLContext> context(HeadroomConfig.@Nullable Tls configured) {
        if ((cert == null) != (key == null)) {
            throw new ApiException(Main.USAGE, "--cert-file and --key-file belong together; give both or neither");
        }
        Path trusted = ca == null && configured != null ? configured.certFile() : ca;
        try {
            return Optional.ofNullable(trusted).map(file -> context(new Trust(file)));
        } catch (TlsException e) {
            throw new ApiException(Main.USAGE, String.valueOf(e.getMessage()));
        }
    }

    private SSLContext context(Trust trusted) {
        return cert == null || key == null ? trusted.client() : trusted.client(new Identity(cert, key), Instant.now());
    }
}
