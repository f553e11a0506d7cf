package dev.headroom.receiver.hook.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headroom.clients.prometheus.Sample;
import dev.headroom.receiver.hook.HookException;
import java.util.List;

/** Reads a number of tasks; what is not a whole number of zero or more is unknown, never zero. */
final class TaskCount {

    private TaskCount() {}

    /** A bare number, or an object with {@code active_tasks}. */
    static int ofReplica(JsonNode answer, String replica) throws HookException {
        JsonNode number = answer.isObject() ? answer.path("active_tasks") : answer;
        if (!number.isNumber()) {
            throw new HookException(
                    replica + " did not answer with a number or {\"active_tasks\": number}, but with " + shown(answer));
        }
        return whole(number.asDouble(), replica);
    }

    /** The sum over all samples; none at all means that nobody tells. */
    static int ofQuery(List<Sample> samples, String replica) throws HookException {
        if (samples.isEmpty()) {
            throw new HookException("Prometheus has no active tasks of " + replica);
        }
        return whole(samples.stream().mapToDouble(Sample::value).sum(), replica);
    }

    private static int whole(double tasks, String replica) throws HookException {
        if (!(tasks >= 0 && tasks <= Integer.MAX_VALUE)) {
            throw new HookException(replica + " has " + tasks + " active tasks, which cannot be");
        }
        return (int) Math.ceil(tasks);
    }

    private static String shown(JsonNode answer) {
        String text = answer.toString();
        return text.length() > 80 ? text.substring(0, 80) + "..." : text;
    }
}
