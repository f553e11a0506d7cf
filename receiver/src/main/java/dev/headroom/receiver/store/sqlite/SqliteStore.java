package dev.headroom.receiver.store.sqlite;

import dev.headroom.receiver.alert.AlertLifecycle;
import dev.headroom.receiver.alert.AlertState;
import dev.headroom.receiver.alert.AlertUpdate;
import dev.headroom.receiver.decision.Action;
import dev.headroom.receiver.decision.DecisionRecord;
import dev.headroom.receiver.decision.Explanation;
import dev.headroom.receiver.decision.ManualOverride;
import dev.headroom.receiver.leader.Candidate;
import dev.headroom.receiver.leader.Election;
import dev.headroom.receiver.rollout.Rollout;
import dev.headroom.receiver.store.AlertChanges;
import dev.headroom.receiver.store.Store;
import dev.headroom.receiver.store.StoreException;
import dev.headroom.receiver.store.json.StoredJson;
import dev.headroom.receiver.time.Moment;
import dev.headroom.receiver.usage.Span;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** All state in one SQLite file, for one process. Alerts are read from memory, all else from the file. */
public final class SqliteStore implements Store {
    /** Alertmanager gives up on an answer after 10 s, so the refusal must come before. */
    private static final Duration PATIENCE = Duration.ofSeconds(8);

    private final StoreLock lock;
    private final AlertBook alerts;
    private final Reader reader;
    private final Writer writer;
    private final Tenure tenure;
    private final Election election;

    private SqliteStore(StoreLock lock, AlertBook alerts, Reader reader, Writer writer, Tenure tenure) {
        this.lock = lock;
        this.alerts = alerts;
        this.reader = reader;
        this.writer = writer;
        this.tenure = tenure;
        this.election = Election.alone(Candidate.process(""), tenure::over);
    }

    /**
     * Opens the file, which is made where there is none.
     *
     * @throws StoreException when another process has it, when it is damaged, of a newer version or another program's
     */
    public static SqliteStore open(Path file, AlertLifecycle lifecycle, Moment now) {
        StoreLock lock = StoreLock.of(file);
        try {
            return opened(lock, new Database(file), lifecycle, now);
        } catch (RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    private static SqliteStore opened(StoreLock lock, Database database, AlertLifecycle lifecycle, Moment now) {
        StoredJson.load();
        Session writing = database.writer();
        Reader reader = new Reader(database.reader(), database.faults());
        Writer writer = new Writer(writing, database.faults(), PATIENCE);
        Tenure tenure = new Tenure(lock.file(), database.identity(), reader);
        AlertBook alerts = new AlertBook(lifecycle, reader.ask(sql -> new AlertTable(sql).all(now)), writer, tenure);
        return new SqliteStore(lock, alerts, reader, writer, tenure);
    }

    @Override
    public void receive(List<AlertUpdate> updates, Moment now) {
        take(updates, now).await();
    }

    @Override
    public Receipt take(List<AlertUpdate> updates, Moment now) {
        return alerts.take(updates, now);
    }

    @Override
    public void merge(Consumer<AlertChanges> news) {
        alerts.merge(news).await();
    }

    @Override
    public Collection<AlertState> alerts() {
        return alerts.all();
    }

    @Override
    public List<Action> actions(Instant since) {
        return reader.ask(sql -> new ActionTable(sql).since(since));
    }

    @Override
    public List<Rollout> rollouts() {
        return reader.ask(sql -> new ActionTable(sql).inFlight());
    }

    @Override
    public Optional<Rollout> rollout(String service) {
        return reader.ask(sql -> new ActionTable(sql).inFlight(service));
    }

    @Override
    public void begin(Rollout rollout, Explanation explanation) {
        DecisionTable.Line line = DecisionTable.Line.of(explanation);
        write(sql -> {
            new ActionTable(sql).begin(rollout);
            new DecisionTable(sql).add(line, rollout.action());
        });
    }

    @Override
    public void save(Rollout rollout) {
        write(sql -> new ActionTable(sql).save(rollout));
    }

    @Override
    public void adopt(Action foreign, Explanation explanation) {
        DecisionTable.Line line = DecisionTable.Line.of(explanation);
        write(sql -> {
            new ActionTable(sql).insert(foreign);
            new DecisionTable(sql).add(line, foreign);
        });
    }

    @Override
    public void record(Explanation explanation) {
        DecisionTable.Line line = DecisionTable.Line.of(explanation);
        write(sql -> new DecisionTable(sql).add(line));
    }

    @Override
    public List<DecisionRecord> decisions(@Nullable String service, @Nullable Instant before, int limit) {
        return reader.ask(sql -> new DecisionTable(sql).page(service, before, limit));
    }

    @Override
    public Optional<DecisionRecord> decision(long id) {
        return reader.ask(sql -> new DecisionTable(sql).one(id));
    }

    /** The locked file lets in one process only, as long as it is there. */
    @Override
    public Election election() {
        return election;
    }

    @Override
    public List<ManualOverride> overrides(Instant now) {
        return reader.ask(sql -> new OverrideTable(sql).active(now));
    }

    @Override
    public void put(ManualOverride override, Explanation told) {
        DecisionTable.Line line = DecisionTable.Line.of(told);
        write(sql -> {
            new OverrideTable(sql).put(override);
            new DecisionTable(sql).add(line);
        });
    }

    @Override
    public void release(ManualOverride override, Explanation told) {
        DecisionTable.Line line = DecisionTable.Line.of(told);
        write(sql -> {
            if (new OverrideTable(sql).release(override)) {
                new DecisionTable(sql).add(line);
            }
        });
    }

    @Override
    public Optional<String> note(String name) {
        return reader.ask(sql -> new NoteTable(sql).value(name));
    }

    @Override
    public void note(String name, String value) {
        write(sql -> new NoteTable(sql).put(name, value));
    }

    @Override
    public List<Span> spans(String service) {
        return reader.ask(sql -> new SpanTable(sql).of(service));
    }

    @Override
    public void keep(List<News> news) {
        write(sql -> new SpanTable(sql).keep(news));
    }

    @Override
    public void compact(Moment settled, Instant keepSince) {
        merge(changes -> changes.compact(settled));
        write(sql -> {
            new AlertTable(sql).forgetNews(keepSince);
            new DecisionTable(sql).forget(keepSince);
            new ActionTable(sql).forget(keepSince);
        });
    }

    @Override
    public void probe() {
        write(sql -> new NoteTable(sql).probe());
    }

    /** Returns when it is on disk, and a start would find it. */
    void write(Session.Write write) {
        tenure.mustLast();
        writer.write(write);
    }

    @Override
    public void close() {
        try (lock;
                writer) {
            reader.close();
        }
    }
}
