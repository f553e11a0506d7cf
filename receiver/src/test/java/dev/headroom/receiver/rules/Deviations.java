package dev.headroom.receiver.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Where the shipped files deliberately are not as the specification says: the one file that says so, a line each. */
public final class Deviations {
    private static final Path FILE = Path.of("src/test/resources/rules/deviations.txt");
    private static final Set<String> ACCEPTED = read();

    private Deviations() {}

    /** Lines of OF WHAT because REASON, the first two words of each. */
    private static Set<String> read() {
        try {
            return Files.readAllLines(FILE).stream()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(line -> {
                        assertThat(line).as("a line of receiver/%s", FILE).matches("\\S+ \\S+ because \\S.*");
                        return line.substring(0, line.indexOf(" because "));
                    })
                    .collect(Collectors.toSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Holds the shipped files to what the specification says of something, unless its line says that they differ. */
    public static void check(String of, String what, ThrowingCallable specified) {
        Throwable difference = catchThrowable(specified);
        if (isAccepted(of, what)) {
            assertThat(difference)
                    .as("%s %s is as specified; remove its line from receiver/%s", of, what, FILE)
                    .isNotNull();
        } else if (difference != null) {
            throw new AssertionError(difference.getMessage() + accept(of, what), difference);
        }
    }

    public static boolean isAccepted(String of, String what) {
        return ACCEPTED.contains(of + " " + what);
    }

    /** How somebody accepts a difference. */
    public static String accept(String of, String what) {
        return "\nIt is not as the specification says. If that is meant, add a line to receiver/%s: %s %s because ..."
                .formatted(FILE, of, what);
    }
}
