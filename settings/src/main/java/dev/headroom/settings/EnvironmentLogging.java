package dev.headroom.settings;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import net.logstash.logback.encoder.LogstashEncoder;

/**
 * Logs to standard error, so that what a command prints can be piped: {@code HEADROOM_LOG=json} writes JSON lines,
 * {@code HEADROOM_LOG_LEVEL} is that of all that is not said otherwise. A file of Logback, where somebody names one, comes
 * before it. It is written in Java because reading XML is a quarter of a second of every start.
 */
public abstract class EnvironmentLogging extends ContextAwareBase implements Configurator {
    private static final String LINE =
            "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level %logger{0}: %replace(%replace(%msg %kvp{NONE}){'[\\r\\n\\u001B]', ' '}){' +$', ''}%n%ex{short}";

    private final Environment environment;

    /** As the environment says; before it goes a property of Java of the same name. */
    protected EnvironmentLogging() {
        this(name -> Optional.ofNullable(System.getProperty(name)).or(() -> Environment.PROCESS.get(name)));
    }

    EnvironmentLogging(Environment environment) {
        this.environment = environment;
    }

    /** The levels of libraries that would tell too much, or what is told in our words, by logger. */
    protected abstract Map<String, Level> levels();

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
        console.setContext(context);
        console.setName("console");
        console.setTarget("System.err");
        console.setEncoder(encoder(context));
        console.start();
        levels().forEach((name, level) -> context.getLogger(name).setLevel(level));
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.toLevel(environment.get("HEADROOM_LOG_LEVEL").orElse(""), Level.INFO));
        root.addAppender(console);
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    private Encoder<ILoggingEvent> encoder(LoggerContext context) {
        String form = environment.get("HEADROOM_LOG").orElse("").toLowerCase(Locale.ROOT);
        Encoder<ILoggingEvent> encoder = form.equals("json") ? new LogstashEncoder() : plain();
        encoder.setContext(context);
        encoder.start();
        return encoder;
    }

    private static Encoder<ILoggingEvent> plain() {
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setPattern(LINE);
        return encoder;
    }
}
