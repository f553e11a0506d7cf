-- Times are UTC text of one width with nine decimals: readable, and in the order of time when sorted as text.

PRAGMA application_id = 1214542436;

CREATE TABLE alerts (
    fingerprint TEXT PRIMARY KEY,
    phase       TEXT NOT NULL,
    starts_at   TEXT NOT NULL,
    since       TEXT NOT NULL,
    resolved_at TEXT,
    labels      TEXT NOT NULL,
    annotations TEXT NOT NULL
) STRICT;

-- Apart from the alerts, so that a refresh writes a few bytes and not the labels again.
CREATE TABLE sightings (
    fingerprint TEXT PRIMARY KEY REFERENCES alerts (fingerprint) ON DELETE CASCADE,
    seen_at     TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE actions (
    id            TEXT PRIMARY KEY,
    service       TEXT NOT NULL,
    at            TEXT NOT NULL,
    source_kind   TEXT NOT NULL,
    source        TEXT NOT NULL,
    triggers      TEXT NOT NULL,
    from_replicas INTEGER NOT NULL,
    to_replicas   INTEGER NOT NULL,
    result        TEXT NOT NULL,
    finished_at   TEXT
) STRICT;

CREATE INDEX actions_at ON actions (at);
CREATE INDEX actions_running ON actions (result) WHERE result = 'RUNNING';

CREATE TABLE rollouts (
    action_id TEXT PRIMARY KEY REFERENCES actions (id) ON DELETE CASCADE,
    service   TEXT NOT NULL,
    phase     TEXT NOT NULL,
    since     TEXT NOT NULL,
    detail    TEXT NOT NULL,
    ended     INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX one_rollout_a_service ON rollouts (service) WHERE ended = 0;

CREATE TABLE rollout_steps (
    action_id  TEXT NOT NULL REFERENCES rollouts (action_id) ON DELETE CASCADE,
    phase      TEXT NOT NULL,
    entered_at TEXT NOT NULL,
    PRIMARY KEY (action_id, phase, entered_at)
) STRICT, WITHOUT ROWID;

CREATE TABLE decisions (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    service     TEXT NOT NULL,
    at          TEXT NOT NULL,
    action_id   TEXT REFERENCES actions (id) ON DELETE SET NULL,
    result      TEXT NOT NULL,
    explanation TEXT NOT NULL
) STRICT;

CREATE INDEX decisions_service ON decisions (service, id);
CREATE INDEX decisions_at ON decisions (at);
CREATE INDEX decisions_action ON decisions (action_id);

CREATE TABLE overrides (
    service  TEXT PRIMARY KEY,
    kind     TEXT NOT NULL,
    replicas INTEGER NOT NULL,
    owner    TEXT NOT NULL,
    reason   TEXT NOT NULL,
    expires  TEXT NOT NULL
) STRICT;

CREATE TABLE notes (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;

-- One row, written to prove that writing works.
CREATE TABLE probes (
    id     INTEGER PRIMARY KEY CHECK (id = 1),
    writes INTEGER NOT NULL
) STRICT;

INSERT INTO probes VALUES (1, 0);
