-- The replicas that a rollout must not stop, as a JSON list of names.
ALTER TABLE rollouts ADD COLUMN kept TEXT NOT NULL DEFAULT '[]';
