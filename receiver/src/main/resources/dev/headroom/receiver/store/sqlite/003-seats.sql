-- The places on GPUs of a rollout's new replicas, as a JSON list.
ALTER TABLE rollouts ADD COLUMN seats TEXT NOT NULL DEFAULT '[]';
