#!/bin/bash
# Once, in an empty Postgres: a database and a role for each service, which sees no other's.
set -euo pipefail

for service in scheduling registration notifications reporting; do
    url=$(cat "/run/secrets/$service") # postgresql+asyncpg://role:password@postgres/database
    password=${url#*://*:} password=${password%@*}
    psql -v ON_ERROR_STOP=1 -v service="$service" -v password="$password" --username "${POSTGRES_USER:-postgres}" \
        --dbname postgres <<'SQL'
create role :"service" login password :'password';
create database :"service" owner :"service";
revoke connect, temporary on database :"service" from public;
SQL
done
