-- Replicas over time: a row for each time in which a service's counts stayed the same. Hours are of the month up to its end, in
-- milliseconds.
CREATE TABLE spans (
    service TEXT NOT NULL,
    began   TEXT NOT NULL,
    ended   TEXT NOT NULL,
    desired INTEGER,
    ready   INTEGER,
    min     INTEGER NOT NULL,
    max     INTEGER NOT NULL,
    floor   INTEGER NOT NULL,
    used    INTEGER NOT NULL,
    at_max  INTEGER NOT NULL,
    seen    INTEGER NOT NULL,
    PRIMARY KEY (service, began)
) STRICT, WITHOUT ROWID;
