package dev.headroom.receiver.target.compose;

import dev.headroom.receiver.target.TargetException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/**
 * Files that Compose puts into a container right before it starts it: secrets from the environment, configs with content.
 * No mount and no label tells of them. They are the small files of a container's own layer that are older than its start,
 * with a time in whole seconds, as archives have it; and whatever is in {@code /run/secrets}.
 */
final class Implants {
    private static final String SECRETS = "/run/secrets/";
    private static final int MOST_FILES = 100;
    private static final long MOST_BYTES = 1 << 20;
    private static final Duration ROUNDED = Duration.ofSeconds(1);

    private final Files files;
    private final Map<String, Seen> seen = new ConcurrentHashMap<>();

    /**
     * What was found in a template.
     *
     * @param refused a secret that may not be read; empty where there is none
     */
    private record Seen(String id, Instant startedAt, List<String> paths, String refused) {}

    Implants(Files files) {
        this.files = files;
    }

    /** Why a clone of it would lack something, with the remedy. */
    Optional<String> obstacle(String service, Container template) throws TargetException {
        String refused = in(service, template).refused();
        return refused.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        "%s cannot have a further replica, Docker refuses to copy its secret %s: give the secret by file instead of environment, or let the socket proxy allow GET, HEAD and PUT of /containers/*/archive"
                                .formatted(service, refused));
    }

    /** Puts into a clone that has not started what its template has. */
    void copy(String service, Container template, Container clone) throws TargetException {
        List<String> paths = in(service, template).paths();
        if (paths.isEmpty()) {
            return;
        }
        ByteArrayOutputStream tar = new ByteArrayOutputStream();
        try (TarArchiveOutputStream out = new TarArchiveOutputStream(tar)) {
            for (String path : paths) {
                add(files.read(template, path), path, out);
            }
        } catch (IOException e) {
            throw new TargetException("the files of %s cannot be copied: %s".formatted(template.name(), e), e);
        }
        files.write(clone, tar.toByteArray());
    }

    private static void add(byte[] archive, String path, TarArchiveOutputStream out) throws IOException {
        try (TarArchiveInputStream in = new TarArchiveInputStream(new ByteArrayInputStream(archive))) {
            TarArchiveEntry entry = in.getNextEntry();
            entry.setName(path.substring(1));
            out.putArchiveEntry(entry);
            in.transferTo(out);
            out.closeArchiveEntry();
        }
    }

    private Seen in(String service, Container template) throws TargetException {
        Seen before = seen.get(service);
        if (before != null
                && before.id().equals(template.id())
                && before.startedAt().equals(template.startedAt())) {
            return before;
        }
        Seen now = look(template);
        seen.put(service, now);
        return now;
    }

    /** Compose of version 1 knows no such secrets and configs. */
    private Seen look(Container template) throws TargetException {
        List<String> paths = new ArrayList<>();
        List<String> candidates =
                template.label("com.docker.compose.version").startsWith("1.") ? List.of() : candidates(template);
        for (String path : candidates) {
            Files.About about = files.about(template, path);
            if (about.refused()) {
                return new Seen(template.id(), template.startedAt(), List.of(), path.startsWith(SECRETS) ? path : "");
            }
            if (about.isFile()
                    && about.size() <= MOST_BYTES
                    && (path.startsWith(SECRETS) || putInBeforeTheStart(about.modified(), template))) {
                paths.add(path);
            }
        }
        return new Seen(template.id(), template.startedAt(), paths, "");
    }

    private static boolean putInBeforeTheStart(Instant modified, Container template) {
        return modified.equals(modified.truncatedTo(ChronoUnit.SECONDS))
                && !modified.isBefore(template.createdAt().minus(ROUNDED))
                && !modified.isAfter(template.startedAt().plus(ROUNDED));
    }

    /** Secrets first, then those that are near to the root; folders are left out. */
    private List<String> candidates(Container template) throws TargetException {
        List<String> changed = files.changed(template);
        List<String> sorted = new ArrayList<>(changed);
        sorted.sort(Comparator.comparing((String path) -> !path.startsWith(SECRETS))
                .thenComparing(path -> path.chars().filter(c -> c == '/').count())
                .thenComparing(Comparator.naturalOrder()));
        return sorted.stream()
                .filter(path -> changed.stream().noneMatch(other -> other.startsWith(path + "/")))
                .limit(MOST_FILES)
                .toList();
    }
}
