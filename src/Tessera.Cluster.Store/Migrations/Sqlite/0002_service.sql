-- What an HTTP service needs: tenants that take turns, a log of each job, keys, who changed what, and nodes.

ALTER TABLE cluster ADD COLUMN last_turn INTEGER NOT NULL DEFAULT 0;
ALTER TABLE cluster ADD COLUMN last_deleted INTEGER NOT NULL DEFAULT 0;
ALTER TABLE cluster ADD COLUMN last_key INTEGER NOT NULL DEFAULT 0;
ALTER TABLE cluster ADD COLUMN last_audit INTEGER NOT NULL DEFAULT 0;
ALTER TABLE cluster ADD COLUMN nodes_at TEXT;

-- Turn: the number of the tenant's turn in which the job was begun; null while it waits.
ALTER TABLE jobs ADD COLUMN tenant TEXT NOT NULL DEFAULT 'default';
ALTER TABLE jobs ADD COLUMN priority INTEGER NOT NULL DEFAULT 5;
ALTER TABLE jobs ADD COLUMN cost INTEGER NOT NULL DEFAULT 0;
ALTER TABLE jobs ADD COLUMN version INTEGER NOT NULL DEFAULT 1;
ALTER TABLE jobs ADD COLUMN turn INTEGER;

CREATE INDEX jobs_outstanding ON jobs (tenant, cost) WHERE outcome IS NULL;
CREATE INDEX jobs_ended ON jobs (ended_at) WHERE ended_at IS NOT NULL;
CREATE INDEX jobs_of_tenant ON jobs (tenant, number);

-- The last turn of each tenant that ever had one: it outlives the tenant's jobs.
CREATE TABLE tenants (
    name TEXT NOT NULL PRIMARY KEY,
    turn INTEGER NOT NULL
) STRICT;

-- By the numbers of jobs, which are never used again.
CREATE TABLE events (
    job INTEGER NOT NULL,
    sequence INTEGER NOT NULL,
    at TEXT NOT NULL,
    kind TEXT NOT NULL,
    stage INTEGER NOT NULL,
    progress BLOB,
    outcome TEXT,
    reason TEXT,
    PRIMARY KEY (job, sequence)
) STRICT, WITHOUT ROWID;

-- Jobs of before: submitted, and begun and ended if they were.
INSERT INTO events (job, sequence, at, kind, stage) SELECT number, 1, submitted_at, 'Submitted', 0 FROM jobs;
INSERT INTO events (job, sequence, at, kind, stage, outcome, reason)
    SELECT number, 2, ended_at, 'Ended', stage, outcome, reason FROM jobs WHERE outcome IS NOT NULL;
UPDATE jobs SET turn = number WHERE revision > 0;
UPDATE jobs SET version = 2 WHERE outcome IS NOT NULL;
UPDATE cluster SET last_turn = last_number;
INSERT INTO tenants (name, turn) SELECT tenant, max(turn) FROM jobs WHERE turn IS NOT NULL GROUP BY tenant;

-- Keys of requests.
CREATE TABLE idempotency (
    tenant TEXT NOT NULL,
    key TEXT NOT NULL,
    fingerprint BLOB NOT NULL,
    job TEXT NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (tenant, key)
) STRICT;

CREATE INDEX idempotency_age ON idempotency (at);

-- Has_events: those of the job, by its number, are yet to be removed.
CREATE TABLE deleted_jobs (
    id TEXT NOT NULL PRIMARY KEY,
    number INTEGER NOT NULL UNIQUE,
    tenant TEXT NOT NULL,
    deleted_at TEXT NOT NULL,
    job INTEGER NOT NULL,
    has_events INTEGER NOT NULL
) STRICT;

CREATE INDEX deleted_jobs_with_events ON deleted_jobs (number) WHERE has_events;

-- Hash: SHA-256 of the secret, which nobody keeps.
CREATE TABLE api_keys (
    id TEXT NOT NULL PRIMARY KEY,
    number INTEGER NOT NULL UNIQUE,
    tenant TEXT NOT NULL,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    hash BLOB NOT NULL,
    created_at TEXT NOT NULL,
    revoked_at TEXT
) STRICT;

CREATE TABLE audit_log (
    number INTEGER NOT NULL PRIMARY KEY,
    at TEXT NOT NULL,
    tenant TEXT NOT NULL,
    key_id TEXT NOT NULL,
    action TEXT NOT NULL,
    job TEXT,
    detail TEXT NOT NULL
) STRICT;

-- As a leader showed them last.
CREATE TABLE nodes (
    name TEXT NOT NULL PRIMARY KEY,
    incarnation INTEGER NOT NULL,
    speed REAL NOT NULL,
    memory INTEGER NOT NULL,
    numerics TEXT NOT NULL,
    phase TEXT NOT NULL,
    address TEXT NOT NULL,
    is_alive INTEGER NOT NULL
) STRICT;

CREATE TABLE drains (
    node TEXT NOT NULL PRIMARY KEY
) STRICT;
