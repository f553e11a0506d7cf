package dev.headroom.receiver.target.kubernetes;

import io.fabric8.kubernetes.api.model.FieldsV1;
import io.fabric8.kubernetes.api.model.FieldsV1Builder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntryBuilder;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Who wrote a field last, from the managedFields that the API server keeps. */
final class Writer {
    private Writer() {}

    /** As "set by kubectl-scale at 2026-11-24T10:00:00Z"; empty where the server does not tell. */
    static String of(HasMetadata object, String specField) {
        return last(object, specField).map(Writer::words).orElse("");
    }

    /** The name that whoever wrote it last writes under; empty where the server does not tell. */
    static String name(HasMetadata object, String specField) {
        return last(object, specField).map(ManagedFieldsEntry::getManager).orElse("");
    }

    private static Optional<ManagedFieldsEntry> last(HasMetadata object, String specField) {
        return entries(object).stream()
                .filter(entry -> owns(entry, specField))
                .max(Comparator.comparing(entry -> Objects.requireNonNullElse(entry.getTime(), "")));
    }

    /** All entries but those of this name that have the field: whose it is by then nobody else is told to be in conflict with. */
    static List<ManagedFieldsEntry> without(HasMetadata object, String manager, String specField) {
        return entries(object).stream()
                .filter(entry -> !(manager.equals(entry.getManager()) && owns(entry, specField)))
                .toList();
    }

    /** Leaves of who wrote which field what is read here: it is a large part of what the server keeps of an object. */
    static <T extends HasMetadata> T brief(T object, String specField) {
        object.getMetadata()
                .setManagedFields(entries(object).stream()
                        .filter(entry -> owns(entry, specField))
                        .map(entry -> new ManagedFieldsEntryBuilder(entry)
                                .withFieldsV1(new FieldsV1Builder()
                                        .addToAdditionalProperties("f:spec", Map.of("f:" + specField, Map.of()))
                                        .build())
                                .build())
                        .toList());
        return object;
    }

    private static String words(ManagedFieldsEntry entry) {
        return "set by " + entry.getManager() + (entry.getTime() == null ? "" : " at " + entry.getTime());
    }

    private static List<ManagedFieldsEntry> entries(HasMetadata object) {
        return Objects.requireNonNullElse(object.getMetadata().getManagedFields(), List.of());
    }

    private static boolean owns(ManagedFieldsEntry entry, String specField) {
        return Optional.ofNullable(entry.getFieldsV1())
                .map(FieldsV1::getAdditionalProperties)
                .map(fields -> fields.get("f:spec"))
                .filter(spec -> spec instanceof Map<?, ?> map && map.containsKey("f:" + specField))
                .isPresent();
    }
}
