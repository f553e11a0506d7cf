package dev.headroom.receiver.backtest.candidate;

import dev.headroom.receiver.alert.Alert;
import dev.headroom.receiver.alert.AlertUpdate;
import dev.headroom.receiver.alert.Fingerprint;
import dev.headroom.receiver.store.sqlite.Recording;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a receiver really heard, repeated while it fires as Alertmanager does. */
public final class RecordedNews implements News {

    private static final int REPEAT = 60;

    private final List<Recording.News> all;
    private final Map<Fingerprint, Alert> firing = new LinkedHashMap<>();
    private int next;

    public RecordedNews(Recording recording) {
        this.all = recording.news();
    }

    @Override
    public List<AlertUpdate> step(long seconds, Instant now) {
        List<AlertUpdate> told = new ArrayList<>();
        for (; next < all.size() && !all.get(next).at().isAfter(now); next++) {
            told.add(tell(all.get(next)));
        }
        if (seconds % REPEAT == 0) {
            firing.values().forEach(alert -> told.add(AlertUpdate.firing(alert)));
        }
        return told;
    }

    private AlertUpdate tell(Recording.News news) {
        Alert alert = news.alert();
        if (news.firing()) {
            firing.put(alert.fingerprint(), alert);
            return AlertUpdate.firing(alert);
        }
        firing.remove(alert.fingerprint());
        return AlertUpdate.resolved(alert, news.at());
    }

    @Override
    public List<Alert> active() {
        return List.copyOf(firing.values());
    }

    @Override
    public Map<String, Set<String>> missing() {
        return Map.of();
    }
}
