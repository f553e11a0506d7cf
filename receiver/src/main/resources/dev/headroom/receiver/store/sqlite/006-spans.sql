-- Replicas over time: a row for each time in which a service's counts stayed the same, with its end, the counts, and the hours of
-- the month up to then as JSON.
CREATE TABLE spans (
    service TEXT NOT NULL,
    began   TEXT NOT NULL,
    span    TEXT NOT NULL,
    PRIMARY KEY (service, began)
) STRICT, WITHOUT ROWID;
