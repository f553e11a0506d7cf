package dev.headroom.receiver.documents;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The part of a document that a test writes, between its mark and the mark of the end. */
public final class WrittenPart {
    private static final String END = "<!-- end -->\n";

    private final Path document;
    private final String begin;

    /** @param writer the test's simple name, as in the mark */
    public WrittenPart(Path document, String writer) {
        this.document = document;
        this.begin = "<!-- begin: written by " + writer + " -->\n";
    }

    /** Holds the document to the text; with {@code -Dheadroom.write=true} it is written anew first. */
    public void mustBe(String text) throws IOException {
        String whole = Files.readString(document);
        String expected =
                whole.substring(0, whole.indexOf(begin) + begin.length()) + text + whole.substring(whole.indexOf(END));
        if (Boolean.getBoolean("headroom.write")) {
            Files.writeString(document, expected);
        }
        assertThat(Files.readString(document)).isEqualTo(expected);
    }
}
