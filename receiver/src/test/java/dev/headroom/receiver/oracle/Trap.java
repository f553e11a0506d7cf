package dev.headroom.receiver.oracle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Something evil, done at one moment of one kind of call.
 *
 * @param name how the log calls it
 * @param call {@code list, inspect, create, connect, start, stop, remove}, or a hook's name
 * @param phase the rollout's phase in the store at that moment; empty for any
 * @param pid whom to kill or pause; 0 for nobody
 * @param millis how long to wait
 * @param times how often it may happen
 */
public record Trap(
        String name,
        String service,
        String call,
        String phase,
        Moment moment,
        Deed deed,
        long pid,
        int millis,
        int times) {

    /** When in the course of a call. */
    public enum Moment {
        /** It has come, nothing is done. */
        BEFORE,
        /** It is done, the caller has no answer. */
        AFTER,
        /** The caller has its answer. */
        ANSWERED
    }

    /** What is done then. */
    public enum Deed {
        /** The receiver gets SIGKILL. */
        KILL,
        /** The receiver gets SIGSTOP, and the call goes on when the trap is released. */
        PAUSE,
        /** The answer is 500. */
        FAIL,
        /** The connection ends without an answer. */
        DROP,
        /** The answer is late. */
        DELAY
    }

    /** A killing trap for a named point; its process is told when it is set. */
    public static Trap kill(String service, String phase, String call, Moment moment) {
        String name = service + " " + (phase.isEmpty() ? "any" : phase) + " " + call + " " + moment;
        return new Trap(name, service, call, phase, moment, Deed.KILL, 0, 0, 1);
    }

    /** A pausing trap: before an effect, whose call has begun, or after it and before its answer. */
    public static Trap pause(String service, String call, Moment moment) {
        return new Trap("paused " + call + " " + moment, service, call, "", moment, Deed.PAUSE, 0, 0, 1);
    }

    /** A trap that lets everybody live. */
    public static Trap disturb(String service, String call, Moment moment, Deed deed, int times) {
        return new Trap(deed + " " + call, service, call, "", moment, deed, 0, 0, times);
    }

    public Trap lasting(int wait) {
        return new Trap(name, service, call, phase, moment, deed, pid, wait, times);
    }

    public Trap of(long process) {
        return new Trap(name, service, call, phase, moment, deed, process, millis, times);
    }

    Trap once() {
        return new Trap(name, service, call, phase, moment, deed, pid, millis, times - 1);
    }

    boolean at(String otherCall, String otherService, Moment otherMoment) {
        return call.equals(otherCall) && service.equals(otherService) && moment == otherMoment;
    }

    ObjectNode json() {
        return new ObjectMapper()
                .createObjectNode()
                .put("name", name)
                .put("service", service)
                .put("call", call)
                .put("phase", phase)
                .put("moment", moment.name())
                .put("deed", deed.name())
                .put("pid", pid)
                .put("millis", millis)
                .put("times", times);
    }

    static Trap of(JsonNode json) {
        return new Trap(
                json.path("name").asText(),
                json.path("service").asText(),
                json.path("call").asText(),
                json.path("phase").asText(),
                Moment.valueOf(json.path("moment").asText()),
                Deed.valueOf(json.path("deed").asText()),
                json.path("pid").asLong(),
                json.path("millis").asInt(),
                json.path("times").asInt());
    }
}
