-- One row: who leads, and the epoch that all jobs share.
CREATE TABLE cluster (
    id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    holder_name TEXT,
    holder_incarnation INTEGER,
    term INTEGER NOT NULL,
    until TEXT,
    epoch INTEGER NOT NULL,
    last_number INTEGER NOT NULL,
    CHECK ((holder_name IS NULL) = (until IS NULL) AND (holder_incarnation IS NULL) = (until IS NULL))
) STRICT;

INSERT INTO cluster (id, term, epoch, last_number) VALUES (1, 0, 0, 0);

CREATE TABLE jobs (
    id TEXT NOT NULL PRIMARY KEY,
    number INTEGER NOT NULL UNIQUE,
    document TEXT NOT NULL,
    submitted_at TEXT NOT NULL,
    is_cancelled INTEGER NOT NULL,
    ended_at TEXT,
    revision INTEGER NOT NULL,
    term INTEGER NOT NULL,
    stage INTEGER NOT NULL,
    outcome TEXT,
    reason TEXT,
    state BLOB NOT NULL,
    progress BLOB,
    CHECK ((outcome IS NULL) = (ended_at IS NULL))
) STRICT;

CREATE INDEX jobs_open ON jobs (number) WHERE outcome IS NULL;
