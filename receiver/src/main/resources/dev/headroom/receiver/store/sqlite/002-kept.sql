-- The replicas that a rollout must not stop, as a JSON list of names.
ALTER TABLE rollouts ADD COLUMN kept TEXT NOT NULL DEFAULT '[]';

-- The steps in the order in which they were entered, also when two share an instant.
ALTER TABLE rollout_steps RENAME TO unordered_steps;

CREATE TABLE rollout_steps (
    id         INTEGER PRIMARY KEY,
    action_id  TEXT NOT NULL REFERENCES rollouts (action_id) ON DELETE CASCADE,
    phase      TEXT NOT NULL,
    entered_at TEXT NOT NULL,
    UNIQUE (action_id, phase, entered_at)
) STRICT;

INSERT INTO rollout_steps (action_id, phase, entered_at)
SELECT action_id, phase, entered_at FROM unordered_steps ORDER BY entered_at;

DROP TABLE unordered_steps;
