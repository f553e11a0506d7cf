package dev.headroom.receiver.web;

import dev.headroom.clients.file.FileStamp;
import dev.headroom.clients.pem.Identity;
import dev.headroom.clients.pem.TlsException;
import dev.headroom.clients.pem.Trust;
import dev.headroom.receiver.loop.Loop;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The server's side of TLS. Its files are read again when they change, for the connections that come then; files that
 * cannot be used leave those known before in force.
 */
public final class ServerTls implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ServerTls.class);
    private static final Duration LOOK_EVERY = Duration.ofSeconds(2);

    private final Files files;
    private final InstantSource clock;
    private final SslContextFactory.Server factory = new SslContextFactory.Server();
    private final Loop watch = new Loop("tls-files", e -> LOG.error("a look at the certificates failed", e));
    private List<FileStamp> stamps;

    /**
     * The PEM files.
     *
     * @param clientCa whose clients alone may connect; null for anyone
     */
    public record Files(Path cert, Path key, @Nullable Path clientCa) {
        private List<FileStamp> stamps() {
            return Stream.of(cert, key, clientCa)
                    .filter(Objects::nonNull)
                    .map(FileStamp::of)
                    .toList();
        }
    }

    private ServerTls(Files files, InstantSource clock) {
        this.files = files;
        this.clock = clock;
        this.stamps = files.stamps();
    }

    /** Reads the files; throws {@link TlsException} where they cannot be used. */
    public static ServerTls from(Files files, InstantSource clock) {
        ServerTls tls = new ServerTls(files, clock);
        tls.read(tls.factory);
        tls.factory.setKeyStorePassword(Identity.PASSWORD);
        tls.factory.setRenegotiationAllowed(false);
        tls.factory.setIncludeProtocols("TLSv1.3", "TLSv1.2");
        tls.factory.setNeedClientAuth(files.clientCa() != null);
        return tls;
    }

    SslContextFactory.Server factory() {
        return factory;
    }

    void watch() {
        watch.every(LOOK_EVERY, LOOK_EVERY, this::look);
    }

    private void read(SslContextFactory into) {
        into.setKeyStore(new Identity(files.cert(), files.key()).keyStore(clock.instant()));
        if (files.clientCa() != null) {
            into.setTrustStore(new Trust(files.clientCa()).keyStore());
        }
    }

    private void look() {
        List<FileStamp> now = files.stamps();
        if (now.equals(stamps)) {
            return;
        }
        stamps = now;
        try {
            factory.reload(this::read);
            LOG.info("read the certificate of {} again", files.cert());
        } catch (TlsException e) {
            LOG.warn("{}; the certificate known before stays in force", e.getMessage());
        } catch (Exception e) {
            LOG.warn("the certificate of {} cannot be used; the one known before stays in force", files.cert(), e);
        }
    }

    @Override
    public void close() {
        watch.close();
    }
}
