package dev.headroom.receiver.config;

import dev.headroom.receiver.policy.MatrixRule;
import dev.headroom.receiver.policy.ScalingPolicy;
import dev.headroom.receiver.policy.ServicePolicy;
import dev.headroom.receiver.schedule.Schedule;
import dev.headroom.settings.ConfigException;
import dev.headroom.settings.Document;
import dev.headroom.settings.Environment;
import dev.headroom.settings.Section;
import dev.headroom.settings.Value;
import dev.headroom.settings.YamlSource;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads {@code scaling-policy.yml}: services, schedule and matrix. */
public final class PolicyFile {
    private PolicyFile() {}

    /**
     * The policy in {@code file}.
     *
     * @throws ConfigException with every problem of the file
     */
    public static ScalingPolicy read(Path file) {
        return read(file, Environment.PROCESS);
    }

    static ScalingPolicy read(Path file, Environment environment) {
        Document document = YamlSource.open(file, environment);
        return document.finish(policy(document.root()));
    }

    private static ScalingPolicy policy(Section root) {
        root.required("version", "add version: 1")
                .ifPresent(value -> value.read(
                        text -> Optional.of(text).filter("1"::equals), "must be 1, the version known here", "write 1"));
        Map<String, ServicePolicy> services = ServiceReader.services(root);
        ZoneId zone = root.optional("timezone").flatMap(PolicyFile::zone).orElse(ZoneOffset.UTC);
        Section windows = root.section("schedule");
        Schedule schedule = new ScheduleReader(services).schedule(zone, windows);
        return new ScalingPolicy(services, matrix(root, services, windows), schedule);
    }

    private static List<MatrixRule> matrix(Section root, Map<String, ServicePolicy> services, Section windows) {
        Set<String> names = new HashSet<>(windows.entries().keySet());
        if (!names.isEmpty()) {
            names.add(Schedule.NORMAL);
        }
        return new MatrixReader(services, names).rules(root.optional("matrix"));
    }

    private static Optional<ZoneId> zone(Value value) {
        return value.read(
                TimeZones::of,
                "must be a known time zone",
                value.written().filter(TimeZones::isNone).map(TimeZones::remedy).orElse(TimeZones.LIKE));
    }
}
