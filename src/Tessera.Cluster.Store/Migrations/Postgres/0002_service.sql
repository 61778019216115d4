-- What an HTTP service needs: tenants that take turns, a log of each job, keys, who changed what, and nodes.

ALTER TABLE cluster ADD COLUMN last_turn bigint NOT NULL DEFAULT 0;
ALTER TABLE cluster ADD COLUMN last_deleted bigint NOT NULL DEFAULT 0;
ALTER TABLE cluster ADD COLUMN last_key bigint NOT NULL DEFAULT 0;
ALTER TABLE cluster ADD COLUMN last_audit bigint NOT NULL DEFAULT 0;
ALTER TABLE cluster ADD COLUMN nodes_at timestamptz;

-- Turn: the number of the tenant's turn in which the job was begun; null while it waits.
ALTER TABLE jobs ADD COLUMN tenant text NOT NULL DEFAULT 'default';
ALTER TABLE jobs ADD COLUMN priority integer NOT NULL DEFAULT 5;
ALTER TABLE jobs ADD COLUMN cost bigint NOT NULL DEFAULT 0;
ALTER TABLE jobs ADD COLUMN version bigint NOT NULL DEFAULT 1;
ALTER TABLE jobs ADD COLUMN turn bigint;

CREATE INDEX jobs_outstanding ON jobs (tenant, cost) WHERE outcome IS NULL;
CREATE INDEX jobs_ended ON jobs (ended_at) WHERE ended_at IS NOT NULL;
CREATE INDEX jobs_of_tenant ON jobs (tenant, number);

-- The last turn of each tenant that ever had one: it outlives the tenant's jobs.
CREATE TABLE tenants (
    name text PRIMARY KEY,
    turn bigint NOT NULL
);

-- By the numbers of jobs, which are never used again.
CREATE TABLE events (
    job bigint NOT NULL,
    sequence bigint NOT NULL,
    at timestamptz NOT NULL,
    kind text NOT NULL,
    stage integer NOT NULL,
    progress bytea,
    outcome text,
    reason text,
    PRIMARY KEY (job, sequence)
);

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
    tenant text NOT NULL,
    key text NOT NULL,
    fingerprint bytea NOT NULL,
    job text NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (tenant, key)
);

CREATE INDEX idempotency_age ON idempotency (at);

-- Has_events: those of the job, by its number, are yet to be removed.
CREATE TABLE deleted_jobs (
    id text PRIMARY KEY,
    number bigint NOT NULL UNIQUE,
    tenant text NOT NULL,
    deleted_at timestamptz NOT NULL,
    job bigint NOT NULL,
    has_events boolean NOT NULL
);

CREATE INDEX deleted_jobs_with_events ON deleted_jobs (number) WHERE has_events;

-- Hash: SHA-256 of the secret, which nobody keeps.
CREATE TABLE api_keys (
    id text PRIMARY KEY,
    number bigint NOT NULL UNIQUE,
    tenant text NOT NULL,
    name text NOT NULL,
    role text NOT NULL,
    hash bytea NOT NULL,
    created_at timestamptz NOT NULL,
    revoked_at timestamptz
);

CREATE TABLE audit_log (
    number bigint PRIMARY KEY,
    at timestamptz NOT NULL,
    tenant text NOT NULL,
    key_id text NOT NULL,
    action text NOT NULL,
    job text,
    detail text NOT NULL
);

-- As a leader showed them last.
CREATE TABLE nodes (
    name text PRIMARY KEY,
    incarnation bigint NOT NULL,
    speed double precision NOT NULL,
    memory bigint NOT NULL,
    numerics text NOT NULL,
    phase text NOT NULL,
    address text NOT NULL,
    is_alive boolean NOT NULL
);

CREATE TABLE drains (
    node text PRIMARY KEY
);
