package dev.headroom.receiver.docker;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headroom.fixtures.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A docker-compose project for the tests of one class, with an image of its own, from before the first to after the last of them.
 * Where it cannot be had the class is skipped, and says why.
 */
public final class ClassProject implements BeforeAllCallback, AfterAllCallback {
    private final String name;
    private final ComposeFile composeFile;
    private Path folder;
    private BusyboxImage image;
    private DockerProject project;

    /** The text of the file, for services of this image. */
    @FunctionalInterface
    public interface ComposeFile {
        String of(BusyboxImage image) throws IOException;
    }

    /** @param name of the project, which no other class has */
    public ClassProject(String name, ComposeFile composeFile) {
        this.name = name;
        this.composeFile = composeFile;
    }

    @Override
    public void beforeAll(ExtensionContext tests) throws IOException {
        String whyNot = BusyboxImage.whyNot();
        if (!whyNot.isEmpty()) {
            System.err.println("SKIPPED: " + tests.getRequiredTestClass().getSimpleName() + ": " + whyNot);
        }
        assumeTrue(whyNot.isEmpty(), whyNot);
        folder = Files.createTempDirectory("headroom-project");
        image = BusyboxImage.make(folder.resolve("image"));
        project = DockerProject.of(name, folder.resolve("project"), composeFile.of(image));
    }

    @Override
    public void afterAll(ExtensionContext tests) {
        try {
            if (project != null) {
                project.close();
            }
        } finally {
            if (image != null) {
                image.close();
            }
            if (folder != null) {
                Folders.remove(folder);
            }
        }
    }

    /** As {@link DockerProject#folder}. */
    public Path folder() {
        return project.folder();
    }

    public BusyboxImage image() {
        return image;
    }

    /** As {@link DockerProject#up}. */
    public void up(String... scales) {
        project.up(scales);
    }

    /** As {@link DockerProject#compose}. */
    public String compose(String... words) {
        return project.compose(words);
    }

    /** As {@link DockerProject#docker}. */
    public String docker(String... words) {
        return project.docker(words);
    }

    /** As {@link DockerProject#ids}. */
    public Set<String> ids(String service) {
        return project.ids(service);
    }

    /** As {@link DockerProject#inspect}. */
    public JsonNode inspect(String container) {
        return project.inspect(container);
    }
}
