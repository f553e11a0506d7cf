package dev.headroom.receiver.webhook;

import static java.util.stream.Collectors.toList;

import dev.headroom.receiver.alert.AlertUpdate;
import dev.headroom.receiver.webhook.Notification.WireAlert;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Reads bodies, and of each no more than it has not read before. */
final class Reading {

    private final Repeats repeats = new Repeats();

    /** What a body amounts to; throws {@link Problem} where it is no notification. */
    Taken taken(byte[] body, Instant now) {
        Cut cut = Cut.of(body);
        Taken taken = cut == null ? null : taken(cut, now);
        return taken == null ? Taken.from(Notification.parse(body), now) : taken;
    }

    /** Null where something is wrong: only the whole body tells in which place. */
    private @Nullable Taken taken(Cut cut, Instant now) {
        List<@Nullable AlertUpdate> known =
                cut.alerts().stream().map(repeats::of).collect(toList());
        List<Slice> unread = IntStream.range(0, known.size())
                .filter(i -> known.get(i) == null)
                .mapToObj(cut.alerts()::get)
                .toList();
        try {
            return merged(known, unread, Notification.parse(cut.with(unread)), now);
        } catch (Problem problem) {
            return null;
        }
    }

    /** In the order of the body: the last word on an alert is the one that counts. */
    private Taken merged(List<@Nullable AlertUpdate> known, List<Slice> unread, Notification rest, Instant now) {
        Taken.Gathering gathering = new Taken.Gathering(now);
        Iterator<Slice> json = unread.iterator();
        Iterator<WireAlert> read = rest.present().iterator();
        for (AlertUpdate update : known) {
            if (update == null) {
                read(gathering, json.next(), read.next());
            } else {
                gathering.add(update);
            }
        }
        return gathering.of(rest);
    }

    private void read(Taken.Gathering gathering, Slice json, WireAlert alert) {
        AlertUpdate update = gathering.add(alert);
        if (update != null) {
            repeats.keep(json, update);
        }
    }
}
