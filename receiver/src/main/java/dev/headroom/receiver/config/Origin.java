package dev.headroom.receiver.config;

import dev.headroom.receiver.policy.ScalingPolicy;
import dev.headroom.settings.ConfigException;
import dev.headroom.settings.Purpose;
import dev.headroom.settings.YamlSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;

/**
 * Where a receiver's configuration and policy come from, so that they can be read again.
 *
 * @param file {@code headroom.yml}
 * @param named whether the file was asked for; else the defaults hold where there is none
 * @param options of the command line, in place of the file's values
 * @param frozen whether nothing may be done, whatever the policy says
 */
public record Origin(Path file, boolean named, Map<String, String> options, boolean frozen) {

    public Origin {
        options = Map.copyOf(options);
    }

    /**
     * What the file says now.
     *
     * @throws ConfigException with every problem of the file and the options
     */
    public HeadroomConfig config(Purpose purpose) {
        return isThere() ? HeadroomFile.read(file, options, purpose) : HeadroomFile.defaults(options, purpose);
    }

    /**
     * What a policy says now.
     *
     * @throws ConfigException with every problem of the file
     */
    public ScalingPolicy policy(Path policy) {
        ScalingPolicy read = PolicyFile.read(policy);
        return frozen ? read.frozenBy("serve --frozen") : read;
    }

    /**
     * Every value of the configuration as it is written, by its path.
     *
     * @throws ConfigException where the file cannot be read
     */
    public Map<String, String> written() {
        return isThere() ? YamlSource.written(file) : Map.of();
    }

    private boolean isThere() {
        return named || Files.exists(file);
    }

    /**
     * What tells whether the policy or the configuration has changed: their content, or why it cannot be read.
     *
     * @throws IOException where one of them cannot be read now
     */
    public String content(Path policy) throws IOException {
        return (isThere() ? bounded(file) : "") + '\0' + bounded(policy);
    }

    /** What is longer than any settings file may be is told apart by its size; nothing else than a file is waited for. */
    private static String bounded(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new NoSuchFileException(file.toString());
        }
        long size = Files.size(file);
        return size > YamlSource.MOST_BYTES ? "of " + size + " bytes" : Files.readString(file);
    }
}
