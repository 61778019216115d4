-- What a node does for the job that is led.

ALTER TABLE nodes ADD COLUMN job text;
ALTER TABLE nodes ADD COLUMN tiles integer NOT NULL DEFAULT 0;
ALTER TABLE nodes ADD COLUMN step integer NOT NULL DEFAULT 0;
ALTER TABLE nodes ADD COLUMN is_straggler boolean NOT NULL DEFAULT false;
ALTER TABLE nodes ADD COLUMN is_drained boolean NOT NULL DEFAULT false;
