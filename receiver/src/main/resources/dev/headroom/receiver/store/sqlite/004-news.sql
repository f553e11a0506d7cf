-- What was heard of alerts, so that another policy can be tried on it: a line whenever an alert begins, ends, begins anew,
-- is forgotten, or asks for another count. A repeat is no news, and neither is another text.
CREATE TABLE alert_news (
    id          INTEGER PRIMARY KEY,
    at          TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    phase       TEXT NOT NULL,
    starts_at   TEXT NOT NULL,
    labels      TEXT NOT NULL,
    annotations TEXT NOT NULL
) STRICT;

CREATE INDEX alert_news_at ON alert_news (at);

CREATE TRIGGER alert_begun AFTER INSERT ON alerts BEGIN
    INSERT INTO alert_news (at, fingerprint, phase, starts_at, labels, annotations)
    VALUES (strftime('%Y-%m-%dT%H:%M:%f000000Z', 'now'), NEW.fingerprint, NEW.phase, NEW.starts_at, NEW.labels,
        NEW.annotations);
END;

CREATE TRIGGER alert_changed AFTER UPDATE ON alerts
WHEN OLD.phase <> NEW.phase OR OLD.starts_at <> NEW.starts_at
    OR json_extract(OLD.annotations, '$.replicas') IS NOT json_extract(NEW.annotations, '$.replicas')
BEGIN
    INSERT INTO alert_news (at, fingerprint, phase, starts_at, labels, annotations)
    VALUES (strftime('%Y-%m-%dT%H:%M:%f000000Z', 'now'), NEW.fingerprint, NEW.phase, NEW.starts_at, NEW.labels,
        NEW.annotations);
END;

CREATE TRIGGER alert_forgotten AFTER DELETE ON alerts WHEN OLD.phase <> 'RESOLVED' BEGIN
    INSERT INTO alert_news (at, fingerprint, phase, starts_at, labels, annotations)
    VALUES (strftime('%Y-%m-%dT%H:%M:%f000000Z', 'now'), OLD.fingerprint, 'RESOLVED', OLD.starts_at, OLD.labels,
        OLD.annotations);
END;
