-- Who may come in. Names are kept as they are compared (trimmed, lower case).
CREATE TABLE IF NOT EXISTS account (
    name TEXT PRIMARY KEY,
    role TEXT NOT NULL,
    community TEXT,
    password TEXT NOT NULL,
    must_change INTEGER NOT NULL,
    first_until REAL,
    is_locked INTEGER NOT NULL,
    made_at TEXT NOT NULL,
    subject TEXT UNIQUE
);

-- One browser that came in. `id` is the hash of its token; `age` are the seconds used up when it was last seen.
CREATE TABLE IF NOT EXISTS session (
    id TEXT PRIMARY KEY,
    account TEXT NOT NULL REFERENCES account (name) ON DELETE CASCADE,
    age REAL NOT NULL,
    run TEXT NOT NULL,
    steady REAL NOT NULL,
    wall REAL NOT NULL
);

-- Failed attempts by a keyed hash of what was tried: a password typed into the name's field is not kept.
CREATE TABLE IF NOT EXISTS attempt (
    tried TEXT PRIMARY KEY,
    failures INTEGER NOT NULL,
    run TEXT NOT NULL,
    steady REAL NOT NULL,
    wall REAL NOT NULL
);
