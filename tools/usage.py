"""What ./run can do, in words."""

USAGE = """\
usage: ./run COMMAND

  serve          install, start the database, web server, worker and signer; print the address
  test [ARGS]    every check and every test; with ARGS only pytest with these arguments
  screens [FOLDER] [--dark] [--only PART]
                 pictures of every page, both languages, 1280 and 390 px; default var/screens
  manage ARGS    manage.py with database and settings in place
  trust [NAME …|all] [--deep] [--seed N]
                 put promises to the test on products of their own; without a name: which there are
  backup FOLDER [--without-evidence]
                 everything to rise again from, but no private key: database, evidence, heads of the audit trail
  verify-backup FOLDER [SHA-256]
                 whether a backup is whole and unchanged; with the digest of its manifest that you wrote down
  restore FOLDER
                 a backup into an empty database, and everything compared
  doctor         what this machine has and what it lacks
  venv           make or renew .venv with everything a developer needs
  help           this page

settings (environment):
  BIND                 address of the web server, default 127.0.0.1:8200
  DATABASE_URL         a PostgreSQL of your own instead of the embedded one
  DATABASE_OWNER_URL   the same database as its owner; then DATABASE_URL is the runtime role
  DATABASE_BACKUP_URL  the same database as a role that may read every row (BYPASSRLS); the owner otherwise
  BACKUP_RECIPIENT     public key of age: backups become one encrypted file; to read it, BACKUP_IDENTITY_FILE
  DEMO                 0: no demonstration data; 1: also in a database of your own, or where others can reach it
  POSTGRES_BIN         folder with the programs of another PostgreSQL, for the embedded server and for backups
  PYTHON               the Python to build .venv with (3.11, 3.12 or 3.13)
Each NAME may also come from a file: NAME_FILE.
"""
