-- One row: who leads, and the epoch that all jobs share.
CREATE TABLE cluster (
    id integer PRIMARY KEY CHECK (id = 1),
    holder_name text,
    holder_incarnation bigint,
    term bigint NOT NULL,
    until timestamptz,
    epoch integer NOT NULL,
    last_number bigint NOT NULL,
    CHECK ((holder_name IS NULL) = (until IS NULL) AND (holder_incarnation IS NULL) = (until IS NULL))
);

INSERT INTO cluster (id, term, epoch, last_number) VALUES (1, 0, 0, 0);

CREATE TABLE jobs (
    id text PRIMARY KEY,
    number bigint NOT NULL UNIQUE,
    document text NOT NULL,
    submitted_at timestamptz NOT NULL,
    is_cancelled boolean NOT NULL,
    ended_at timestamptz,
    revision bigint NOT NULL,
    term bigint NOT NULL,
    stage integer NOT NULL,
    outcome text,
    reason text,
    state bytea NOT NULL,
    progress bytea,
    CHECK ((outcome IS NULL) = (ended_at IS NULL))
);

CREATE INDEX jobs_open ON jobs (number) WHERE outcome IS NULL;
